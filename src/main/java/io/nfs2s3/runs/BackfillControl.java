package io.nfs2s3.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says to all hosts at once.
 *
 * @param paused whether scans and workers leave the backfill alone
 * @param scanRate names/s, 0 for no limit; null: as the settings say
 * @param queuedAhead files; null: as the settings say
 */
public record BackfillControl(
        boolean paused,
        @Nullable Instant pausedAt,
        @Nullable String pausedBy,
        @Nullable String reason,
        @Nullable Integer scanRate,
        @Nullable Long queuedAhead) {
    /** Before it could be read for the first time. */
    public static final BackfillControl NOTHING_SAID = new BackfillControl(false, null, null, null, null, null);
}
