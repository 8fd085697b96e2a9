package io.nfs2s3.backfill;

import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.RunControl;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Whether the backfill may go on, and how fast: what operators say to all hosts, over what the settings say, and the hours
 * at which it may. As long as the database has said nothing, the backfill rests. Thread-safe.
 */
public final class BackfillGate {
    private final ControlPoller control;
    private final BackfillSettings settings;
    private final Clock clock;

    /** @param control closed by its owner */
    public BackfillGate(ControlPoller control, BackfillSettings settings, Clock clock) {
        this.control = control;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whether files of the backfill may be taken now. */
    public boolean isOpen() {
        return closedBecause().isEmpty();
    }

    /** Why the backfill rests, in words for an operator; empty while it does not. */
    public Optional<String> closedBecause() {
        Optional<String> paused = paused();
        if (paused.isPresent()) {
            return paused;
        }
        if (isOpenAt(clock.instant())) {
            return Optional.empty();
        }
        TimeWindows others = said().hours();
        return Optional.of(
                others == null ? "outside of backfill.hours, " + settings.hours() : ControlPoller.outsideOf(others));
    }

    /** Whether an operator has paused it, or the database has not said that none has. */
    public boolean isPaused() {
        return paused().isPresent();
    }

    private Optional<String> paused() {
        return control.pausedBecause("the backfill", "backfill resume");
    }

    /** Whether its hours include a moment. */
    public boolean isOpenAt(Instant moment) {
        return settings.hours(said()).isOpen(LocalTime.ofInstant(moment, ZoneId.systemDefault()));
    }

    /** Names that a scan may take a second; 0 for no limit. */
    public int scanRate() {
        return settings.scanRate(said());
    }

    /** A scan waits while so many files are QUEUED. */
    public long queuedAhead() {
        return settings.queuedAhead(said());
    }

    private RunControl said() {
        return control.current().orElse(RunControl.NOTHING_SAID);
    }
}
