package io.nfs2s3.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the history says of a span of time, in equal steps, of all hosts and kinds together. Immutable.
 *
 * @param from when the first step began, or would have
 * @param until when the last minute that is over ended: the last step may not be over
 * @param step a minute, ten, an hour, a day or a week of UTC
 * @param parts the oldest first; steps in which nothing was written are left out
 */
public record PastSpan(Instant from, Instant until, Duration step, List<Part> parts) {
    public PastSpan {
        parts = List.copyOf(parts);
    }

    /**
     * One step.
     *
     * @param at when it began
     * @param files flipped in it
     * @param bytes of those
     * @param failed how often a file became FAILED
     * @param copyMedianMillis within this time half of the copies were made; null when none was
     * @param copyP99Millis likewise 99 of 100
     * @param queued files that were QUEUED at its end; null when nobody wrote what the site has
     * @param outbox entries that waited at most; null when nobody wrote it
     * @param uploads messages that waited in the queue of the uploads at most; null when SQS told nobody
     * @param backfill likewise in that of the backfill
     * @param rests whether the backfill was paused, or outside its hours, at some time in it
     * @param sqsSilent whether SQS did not tell its counts at some time in it; of what is folded, only if it never did
     */
    public record Part(
            Instant at,
            long files,
            long bytes,
            long failed,
            @Nullable Long copyMedianMillis,
            @Nullable Long copyP99Millis,
            @Nullable Long queued,
            @Nullable Long outbox,
            @Nullable Long uploads,
            @Nullable Long backfill,
            boolean rests,
            boolean sqsSilent) {}
}
