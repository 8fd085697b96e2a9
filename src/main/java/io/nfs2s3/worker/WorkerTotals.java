package io.nfs2s3.worker;

/**
 * What a worker has done since it was made.
 *
 * @param migrated files whose pointer was flipped
 * @param bytes of those files
 * @param unchanged files whose message asked for nothing new: migrated before, superseded, held or failed
 * @param retried files that go back to the queue
 * @param failed files recorded as FAILED
 * @param unreadable messages that went to the dead letters
 * @param undeleted messages that SQS did not delete, so that they come again (harmless)
 */
public record WorkerTotals(
        long migrated, long bytes, long unchanged, long retried, long failed, long unreadable, long undeleted) {}
