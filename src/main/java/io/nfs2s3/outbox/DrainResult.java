package io.nfs2s3.outbox;

/**
 * What one drain did.
 *
 * @param sent entries that SQS accepted and that left the outbox
 * @param reason one line, empty when there is nothing to say
 */
public record DrainResult(long sent, Outcome outcome, String reason) {
    /** How a drain ended. */
    public enum Outcome {
        /** The outbox, or the window that was to be drained, is empty. */
        EMPTIED,
        /** The limit was reached, or the caller stopped it. */
        STOPPED,
        /** Another drainer is at work. */
        BUSY,
        /** SQS cannot be reached or refused the entry at the head. */
        REFUSED
    }
}
