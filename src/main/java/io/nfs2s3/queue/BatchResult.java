package io.nfs2s3.queue;

/**
 * What SQS said of the entries of one or more batches.
 *
 * @param refused entries that it did not do
 * @param reason of the first of them; empty when there is none
 */
public record BatchResult(int refused, String reason) {
    static final BatchResult DONE = new BatchResult(0, "");

    /** Whether SQS did all of them. */
    public boolean isDone() {
        return refused == 0;
    }

    BatchResult and(BatchResult other) {
        return new BatchResult(refused + other.refused, isDone() ? other.reason : reason);
    }
}
