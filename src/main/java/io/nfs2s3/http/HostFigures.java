package io.nfs2s3.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon knows of itself. What is counted, is counted since its start.
 *
 * @param suspended every job, and whether it cannot go on at present; of the worker also each kind that may wait by itself
 * @param lastSuccess every job that runs by a schedule, and when it last came to its end without being suspended, in
 *     seconds since 1970; 0 for not yet
 * @param worker null where there is none
 * @param credentialsExpireAt in seconds since 1970; 0 for never, or when none were needed yet
 * @param spoolBytes what waits in the spool of this host; 0 where there is none
 */
public record HostFigures(
        Map<String, Boolean> suspended,
        Map<String, Long> lastSuccess,
        @Nullable WorkerFigures worker,
        long credentialsExpireAt,
        long spoolBytes) {
    /**
     * What the worker did, in files unless it says otherwise.
     *
     * @param bytes of the migrated files
     * @param unreadable messages that went to the dead letters
     * @param undeleted messages that SQS did not delete
     * @param filesAtOnce how many may be in flight at present
     * @param callsAtOnce how many calls to the mount may be under way at present; 0 while nothing limits them
     * @param sourceUp whether the mount can be read, as far as the worker knows
     * @param storeUp whether S3 takes objects, as far as the worker knows
     * @param backfillSuspended whether it takes no files of the backfill at present
     */
    public record WorkerFigures(
            long migrated,
            long bytes,
            long unchanged,
            long retried,
            long failed,
            long unreadable,
            long undeleted,
            int filesAtOnce,
            int callsAtOnce,
            boolean sourceUp,
            boolean storeUp,
            boolean backfillSuspended) {}
}
