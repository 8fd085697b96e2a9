package io.nfs2s3.runs;

import io.nfs2s3.media.TimeWindows;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says to all hosts at once about the runs of a kind.
 *
 * @param paused whether every host leaves them alone
 * @param rate names/s, 0 for no limit; null: as the settings say
 * @param queuedAhead files; null: as the settings say
 * @param hours when they may go on, by the clock of each host; null: as the settings say, or always where these have none
 */
public record RunControl(
        boolean paused,
        @Nullable Instant pausedAt,
        @Nullable String pausedBy,
        @Nullable String reason,
        @Nullable Integer rate,
        @Nullable Long queuedAhead,
        @Nullable TimeWindows hours) {
    /** Who paused them and why, in words for an operator; empty while they are not paused. */
    public Optional<String> pauseText() {
        return paused
                ? Optional.of("paused by " + pausedBy + (reason == null ? "" : " (" + reason + ")"))
                : Optional.empty();
    }

    /** As long as nobody has said anything. */
    public static final RunControl NOTHING_SAID = new RunControl(false, null, null, null, null, null, null);
}
