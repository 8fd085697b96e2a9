package io.nfs2s3.progress;

import io.nfs2s3.media.MediaState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the migration is, in the form that {@code status --json} and the dashboard show.
 *
 * @param spoolBytes what waits in the spool file of the host that made the report
 * @param hooks the upload hooks of all hosts that were heard of in the last minute
 * @param queues by name of the setting; empty when SQS cannot be reached, or does not answer in time
 * @param queuesProblem why they are empty; null while they are not
 * @param workers those that flipped something in the last minute and said what they do at once
 * @param verifies the last sample and the last verify of all files that came to their end; those that there are
 * @param databaseWritable whether the database takes writes; not while a standby answers, or an old primary after a
 *     failover
 * @param eta until nothing is QUEUED, as a range, by what the history knows of the last two days
 * @param counts files and bytes by kind and state; those that there are
 * @param kinds those that have files
 * @param failures the most frequent first
 * @param hosts whose processes wrote the history within three hours
 * @param filesByMinute flipped in each minute of the last hour that is over, the oldest first
 */
public record ProgressReport(
        Media media,
        OutboxCounts outbox,
        long spoolBytes,
        List<HookCounts> hooks,
        Map<String, QueueCounts> queues,
        @Nullable String queuesProblem,
        Rate rate,
        List<WorkerCounts> workers,
        List<VerifyCounts> verifies,
        boolean databaseWritable,
        Eta eta,
        List<Counted> counts,
        List<KindCounts> kinds,
        List<FailedCounts> failures,
        List<HostCounts> hosts,
        List<Long> filesByMinute) {
    /**
     * What SQS said of the queues.
     *
     * @param counts by name of the setting; empty when SQS cannot be reached, or does not answer in time
     * @param problem why they are empty; null while they are not
     */
    public record QueueReading(
            Map<String, QueueCounts> counts, @Nullable String problem) {}

    /**
     * @param byState every state, also those with no file
     * @param bytesMigrated bytes of the files whose pointer is S3
     */
    public record Media(long total, Map<MediaState, Long> byState, long bytesMigrated) {}

    /**
     * @param oldestAgeSeconds 0 when it is empty
     * @param setAside entries that are not sent any more, for a fault of their own
     * @param drainer the process that drains it: host, process id, and a number of its own; null when none does
     * @param drainerSeconds since that began; 0 when none does
     */
    public record OutboxCounts(
            long depth,
            long oldestAgeSeconds,
            long setAside,
            @Nullable String drainer,
            long drainerSeconds) {}

    /**
     * One upload hook, as it said itself; uploads are counted since it was opened.
     *
     * @param name host, process id, and a number of its own
     * @param sqsBreaker {@code CLOSED}, {@code OPEN} or {@code HALF_OPEN}
     * @param databaseBreaker likewise
     * @param refused calls that ended with an exception, because nothing took the upload
     * @param spoolBytes what waits in the spool file of its host
     */
    public record HookCounts(
            String name,
            long seenSecondsAgo,
            String sqsBreaker,
            String databaseBreaker,
            long toSqs,
            long toOutbox,
            long toSpool,
            long held,
            long refused,
            long spoolBytes) {
        private static final String CLOSED = "CLOSED";

        /** Whether both breakers are closed and nothing waits in its spool. */
        public boolean well() {
            return sqsBreaker.equals(CLOSED) && databaseBreaker.equals(CLOSED) && spoolBytes == 0;
        }
    }

    /**
     * SQS's approximate counts.
     *
     * @param visible waiting, those with a delay included
     * @param dead in the dead-letter queue
     */
    public record QueueCounts(long visible, long inFlight, long dead) {}

    /** The files of one kind and state. */
    public record Counted(String kind, MediaState state, long files, long bytes) {}

    /**
     * The files of one kind.
     *
     * @param done migrated or retired
     * @param doneBytes of those
     */
    public record KindCounts(String name, long files, long done, long doneBytes, long queued, long failed, long held) {}

    /** How many files are FAILED for a reason. */
    public record FailedCounts(String code, long files) {}

    /**
     * A host, as the history knows it.
     *
     * @param seenSecondsAgo since the minute began in which one of its processes wrote last
     * @param filesLastHour that it flipped
     */
    public record HostCounts(String name, long seenSecondsAgo, long filesLastHour) {}

    /**
     * What a verify found.
     *
     * @param name {@code sample} or {@code whole}
     * @param finishedAt when it came to its end, as ISO 8601
     * @param verdicts files by verdict: {@code match}, {@code differ}, {@code missing-on-src}, {@code missing-on-dst},
     *     {@code error}
     */
    public record VerifyCounts(String name, long run, String finishedAt, Map<String, Long> verdicts) {}

    /**
     * What a worker does at once, as it said itself.
     *
     * @param name host, process id, and a number of its own
     * @param filesAtOnce files in flight at most
     * @param callsAtOnce calls to the mount at most; 0 for any number
     */
    public record WorkerCounts(String name, int filesAtOnce, int callsAtOnce) {}

    /** Over the last minute, all workers together. */
    public record Rate(double filesPerSecond, double bytesPerSecond) {}

    /** Files that are done: migrated or retired. */
    public long done() {
        return media.byState().getOrDefault(MediaState.MIGRATED, 0L)
                + media.byState().getOrDefault(MediaState.RETIRED, 0L);
    }

    public long count(MediaState state) {
        return media.byState().getOrDefault(state, 0L);
    }
}
