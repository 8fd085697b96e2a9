package io.nfs2s3.recovery;

/**
 * What became of files that were to be retried.
 *
 * @param requeued set back to QUEUED, with a message on its way
 * @param unsent set back to QUEUED without a message; the next sweep sends them one
 * @param reason why SQS took no more; empty when it took all
 */
public record RetryResult(long requeued, long unsent, String reason) {
    /** Whether all is done that was asked for. */
    public boolean complete() {
        return reason.isEmpty();
    }
}
