package io.nfs2s3.backfill;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.runs.BackfillControl;
import java.time.Clock;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the backfill may go on, and how fast: what operators say to all hosts, over what the settings say, and the
 * opening hours. Thread-safe.
 *
 * <p>From its first use on it reads once a second, on a thread of its own, so that nobody waits for the database. A read
 * that fails keeps the last answer. As long as there is none, the backfill rests.
 */
public final class ControlPoller implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlPoller.class);
    private static final long INTERVAL_MILLIS = 1_000;
    private final Supplier<BackfillControl> read;
    private final BackfillSettings settings;
    private final Clock clock;
    private final ScheduledExecutorService thread = DaemonThreads.clock("nfs2s3-backfill-control");
    private boolean watching;
    private volatile @Nullable BackfillControl last;

    /**
     * Reads nothing yet.
     *
     * @param read asks the database
     */
    public ControlPoller(Supplier<BackfillControl> read, BackfillSettings settings, Clock clock) {
        this.read = read;
        this.settings = settings;
        this.clock = clock;
    }

    private @Nullable BackfillControl current() {
        if (last == null) {
            watch();
        }
        return last;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // refresh() deals with its own errors
    private synchronized void watch() {
        if (!watching) {
            watching = true;
            refresh();
            thread.scheduleWithFixedDelay(this::refresh, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void refresh() {
        try {
            last = read.get();
        } catch (RuntimeException e) { // whatever it is, the next second may be better
            log.debug("backfill control cannot be read reason=\"{}\"", ErrorText.ofRoot(e));
        }
    }

    /** Whether files of the backfill may be taken now. */
    public boolean isOpen() {
        return closedBecause().isEmpty();
    }

    /** Why the backfill rests, in words for an operator; empty while it does not. */
    public Optional<String> closedBecause() {
        BackfillControl control = current();
        if (control == null) {
            return Optional.of("the database does not say whether the backfill is paused");
        }
        if (control.paused()) {
            return Optional.of("paused by " + control.pausedBy()
                    + (control.reason() == null ? "" : " (" + control.reason() + ")") + "; 'backfill resume' goes on");
        }
        return settings.hours().isOpen(LocalTime.now(clock.withZone(ZoneId.systemDefault())))
                ? Optional.empty()
                : Optional.of("outside of backfill.hours, " + settings.hours());
    }

    /** Names that a scan may take a second; 0 for no limit. */
    public int scanRate() {
        BackfillControl control = current();
        Integer said = control == null ? null : control.scanRate();
        return said == null ? settings.scanRate() : said;
    }

    /** A scan waits while so many files are QUEUED. */
    public long queuedAhead() {
        BackfillControl control = current();
        Long said = control == null ? null : control.queuedAhead();
        return said == null ? settings.queuedAhead() : said;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
