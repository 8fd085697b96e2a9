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
    private final ScheduledExecutorService thread = DaemonThreads.clock("nfs2s3-history");

    @SuppressWarnings("FutureReturnValueIgnored") // quietly() deals with its own errors
    HistoryClock(HistoryWriter writer) {
        this.writer = writer;
        thread.scheduleAtFixedRate(() -> quietly(writer::write), SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    private static void quietly(Runnable work) {
        try {
            work.run();
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
