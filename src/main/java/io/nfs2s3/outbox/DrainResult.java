package io.nfs2s3.outbox;

/**
 * What one drain did.
 *
 * @param sent entries that SQS accepted and that left the outbox
 * @param reason one line, empty when there is nothing to say
 */
public record DrainResult(long sent, Outcome outcome, String reason) {
    /** Whether an operator should know of it. */
    public boolean isTrouble() {
        return outcome == Outcome.REFUSED || outcome == Outcome.SUSPENDED || outcome == Outcome.BUSY_FOR_LONG;
    }

    /** How a drain ended. */
    public enum Outcome {
        /** The outbox, or the window that was to be drained, is empty. */
        EMPTIED,
        /** The limit was reached, or the caller stopped it. */
        STOPPED,
        /** Another drainer is at work. */
        BUSY,
        /** Another drainer has been at work for more than a minute ({@code OutboxDrainer.LONG_SECONDS}). */
        BUSY_FOR_LONG,
        /** An earlier drain sent entries and could not delete them: they would be sent again and again. */
        SUSPENDED,
        /** SQS cannot be reached or refused the entry at the head. */
        REFUSED
    }
}
