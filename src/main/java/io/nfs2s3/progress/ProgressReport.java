package io.nfs2s3.progress;

import io.nfs2s3.media.MediaState;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the migration is, in the form that {@code status --json} and the dashboard show.
 *
 * @param queues by name of the setting; empty when SQS cannot be reached
 * @param etaSeconds until nothing is QUEUED at the present rate; null when nothing moves
 */
public record ProgressReport(
        Media media,
        OutboxCounts outbox,
        Map<String, QueueCounts> queues,
        Rate rate,
        @Nullable Long etaSeconds) {

    /**
     * @param byState every state, also those with no file
     * @param bytesMigrated bytes of the files whose pointer is S3
     */
    public record Media(long total, Map<MediaState, Long> byState, long bytesMigrated) {}

    /** @param oldestAgeSeconds 0 when it is empty */
    public record OutboxCounts(long depth, long oldestAgeSeconds) {}

    /**
     * SQS's approximate counts.
     *
     * @param visible waiting, those with a delay included
     * @param dead in the dead-letter queue
     */
    public record QueueCounts(long visible, long inFlight, long dead) {}

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
