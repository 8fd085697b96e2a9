package io.nfs2s3.progress;

import org.jspecify.annotations.Nullable;

/**
 * When nothing will be QUEUED any more, from now on, pauses and hours included.
 *
 * @param lowSeconds at the earliest; null when nobody knows
 * @param highSeconds at the latest, nine times of ten; null when nobody knows
 * @param reason why one of them is null: one of the words here; null when both are known
 */
public record Eta(
        @Nullable Long lowSeconds,
        @Nullable Long highSeconds,
        @Nullable String reason) {
    /** The backfill has files in its queue, and is paused: nobody knows until when. */
    public static final String PAUSED = "paused";

    /** Nothing was migrated in the last minute, although it could. */
    public static final String IDLE = "idle";

    /** A backfill is still finding files: only the files that it has found are known. */
    public static final String FINDING = "finding";

    /** There are not yet ten minutes of work to go by. */
    public static final String YOUNG = "young";

    /** The hours of the backfill never come. */
    public static final String CLOSED = "closed";

    /** Of what is known, while a backfill is still finding files. */
    public static Eta ofLeast(long lowSeconds) {
        return new Eta(lowSeconds, null, FINDING);
    }

    static Eta unknown(String reason) {
        return new Eta(null, null, reason);
    }
}
