package io.nfs2s3.app;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.resilience.DaemonThreads;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the history of a process that has no jobs: once a minute, and at its end. An error waits for the next minute. */
public final class HistoryClock implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HistoryClock.class);
    private static final long SECONDS = 60;
    private final HistoryWriter writer;
    private final SuspendedJobs suspended;
    private final ScheduledExecutorService thread = DaemonThreads.clock("nfs2s3-history");

    HistoryClock(HistoryWriter writer) {
        this(writer, log);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // write() deals with its own errors
    HistoryClock(HistoryWriter writer, Logger told) {
        this.writer = writer;
        this.suspended = new SuspendedJobs(told, (job, reason) -> {}); // nobody is woken for figures
        thread.scheduleAtFixedRate(this::write, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /** A right that is missing is said once: the worker goes on without a history. */
    void write() {
        try {
            suspended.report("history", writer.write());
        } catch (RuntimeException | Error e) { // or it would never run again
            log.debug("the history is not written reason=\"{}\"", ErrorText.ofRoot(e));
        }
    }

    /** Has the last minute written by the caller's own thread. */
    @Override
    public void close() {
        thread.shutdownNow();
        writer.writeRest();
    }
}
