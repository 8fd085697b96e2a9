package io.nfs2s3.recovery;

/**
 * What a sweep did.
 *
 * @param files that went back to the queues
 * @param waiting messages in the backfill queue. While there are any, no file of a backfill counts as lost
 * @param reason why SQS has not taken all that was lost, or could not be asked; empty when all is done
 */
public record SweepResult(long files, long waiting, String reason) {
    /** Whether all is done that was asked for. */
    public boolean complete() {
        return reason.isEmpty();
    }

    SweepResult and(SweepResult other) {
        String both = reason.isEmpty() || other.reason.isEmpty() ? "" : "; ";
        return new SweepResult(files + other.files, waiting + other.waiting, reason + both + other.reason);
    }
}
