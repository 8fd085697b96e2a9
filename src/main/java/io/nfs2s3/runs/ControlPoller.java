package io.nfs2s3.runs;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.resilience.DaemonThreads;
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
 * What operators say about the runs of a kind. Thread-safe.
 *
 * <p>From its first use on it reads once a second, on a thread of its own, so that nobody waits for the database. A read
 * that fails keeps the last answer; the first of several in a row is in the log.
 */
public final class ControlPoller implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ControlPoller.class);
    private static final long INTERVAL_MILLIS = 1_000;
    private final Supplier<RunControl> read;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private boolean polling;
    private volatile @Nullable RunControl last;
    private volatile boolean failing;

    /**
     * Reads nothing yet.
     *
     * @param read asks the database
     * @param clock tells whether it is within the hours that an operator set
     * @param threadName of the thread that asks
     */
    public ControlPoller(Supplier<RunControl> read, Clock clock, String threadName) {
        this.read = read;
        this.clock = clock;
        this.thread = DaemonThreads.clock(threadName);
    }

    /** The last answer; empty as long as there is none. */
    public Optional<RunControl> current() {
        if (last == null) {
            poll();
        }
        return Optional.ofNullable(last);
    }

    /**
     * Why the runs rest, in words for an operator: they are paused on every host, or it is outside of the hours that an
     * operator set. Empty while they do not.
     *
     * @param runs what they are called: {@code roll backs}
     * @param resume the command that ends a pause
     */
    public Optional<String> closedBecause(String runs, String resume) {
        Optional<String> paused = pausedBecause(runs, resume);
        if (paused.isPresent()) {
            return paused;
        }
        TimeWindows hours = current().orElse(RunControl.NOTHING_SAID).hours();
        return hours == null || hours.isOpen(LocalTime.ofInstant(clock.instant(), ZoneId.systemDefault()))
                ? Optional.empty()
                : Optional.of(outsideOf(hours));
    }

    /** The same of a pause alone. */
    public Optional<String> pausedBecause(String runs, String resume) {
        Optional<RunControl> said = current();
        if (said.isEmpty()) {
            return Optional.of("the database does not say whether to pause " + runs);
        }
        return said.get().pauseText().map(text -> text + "; '" + resume + "' goes on");
    }

    /** Why runs rest that have such hours, in words for an operator. */
    public static String outsideOf(TimeWindows hours) {
        return "outside of the hours that an operator set, " + hours;
    }

    /**
     * How fast the runs go.
     *
     * @param own of a run itself: names a second, 0 for no limit
     * @return that which an operator said, or else its own
     */
    public int rate(int own) {
        Integer said = current().orElse(RunControl.NOTHING_SAID).rate();
        return said == null ? own : said;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // refresh() deals with its own errors
    private synchronized void poll() {
        if (!polling) {
            polling = true;
            refresh();
            thread.scheduleWithFixedDelay(this::refresh, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void refresh() {
        try {
            last = read.get();
            failing = false;
        } catch (RuntimeException | Error e) { // whatever it is, the next second may be better
            if (failing) {
                log.debug("run control still cannot be read reason=\"{}\"", ErrorText.ofRoot(e));
            } else {
                log.warn("run control cannot be read, the last answer holds reason=\"{}\"", ErrorText.ofRoot(e));
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
