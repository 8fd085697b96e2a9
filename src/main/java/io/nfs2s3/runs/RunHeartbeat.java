package io.nfs2s3.runs;

import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.resilience.DaemonThreads;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says every second that a run is alive, and stops it when it is lost or its caller wants no more. It has two threads of
 * its own, so that a database that hangs does not hide a signal to stop.
 */
public final class RunHeartbeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RunHeartbeat.class);
    private static final long RENEW_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 200;
    private final Runs runs;
    private final RunLease lease;
    private final Cancellation cancellation;
    private final ScheduledExecutorService threads;

    /**
     * Begins at once.
     *
     * @param goesOn asked again and again; false stops the run
     * @param threadName of its threads
     */
    public RunHeartbeat(
            Runs runs, RunLease lease, Cancellation cancellation, BooleanSupplier goesOn, String threadName) {
        this.runs = runs;
        this.lease = lease;
        this.cancellation = cancellation;
        this.threads = Executors.newScheduledThreadPool(2, DaemonThreads.named(threadName));
        every(RENEW_MILLIS, this::renew);
        every(LOOK_MILLIS, () -> {
            if (!goesOn.getAsBoolean()) {
                cancellation.stop();
            }
        });
    }

    @SuppressWarnings("FutureReturnValueIgnored") // beat() deals with all errors
    private void every(long millis, Runnable work) {
        threads.scheduleWithFixedDelay(() -> beat(work), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** An error would end the beats without a word, and others would take the run for dead while it goes on. */
    private void beat(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            log.error("the heartbeat of a run failed, it goes on run={}", lease.run(), e);
        }
    }

    private void renew() {
        try {
            runs.renew(lease);
        } catch (RuntimeException e) {
            if (!DatabaseErrors.isOutage(e)) {
                cancellation.fail(e);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
