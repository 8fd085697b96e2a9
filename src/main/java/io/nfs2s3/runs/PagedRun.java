package io.nfs2s3.runs;

import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.resilience.RateLimiter;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * One run in this process that goes page by page, on the caller's thread: it rests while it must, keeps to its rate, waits out
 * what passes by waiting, and a {@link RunHeartbeat} says that it is alive.
 */
public final class PagedRun implements AutoCloseable {
    private final Runs runs;
    private final RunLease lease;
    private final RunProgress progress;
    private final Supplier<String> closedBecause;
    private final IntSupplier rate;
    private final RateLimiter limiter;
    private final Cancellation cancellation;
    private final MDC.MDCCloseable label;
    private final RunHeartbeat heartbeat;

    /**
     * Begins at once to say that the run is alive.
     *
     * @param otherOutage which errors, besides those of a database that is down, pass by waiting
     * @param closedBecause why the run must wait; empty when it need not
     * @param rate names a second, asked again and again; 0 for no limit
     * @param goesOn asked again and again; false stops the run so that it can be resumed
     * @param threadName of the threads that say so
     */
    public PagedRun(
            Runs runs,
            RunLease lease,
            RunProgress progress,
            Predicate<RuntimeException> otherOutage,
            Supplier<String> closedBecause,
            IntSupplier rate,
            BooleanSupplier goesOn,
            String threadName) {
        this.runs = runs;
        this.lease = lease;
        this.progress = progress;
        this.closedBecause = closedBecause;
        this.rate = rate;
        this.limiter = RateLimiter.of(rate);
        this.cancellation = new Cancellation(progress, otherOutage, () -> {});
        this.label = MDC.putCloseable(DaemonThreads.RUN, Long.toString(lease.run()));
        this.heartbeat = new RunHeartbeat(runs, lease, cancellation, goesOn, threadName);
    }

    /**
     * Records its rate, goes through the pages, and records how it ended.
     *
     * @param pages throws {@link RunStoppedException} when it is told to stop
     * @param done marks the run as DONE; run again after an outage
     * @throws RuntimeException what the run failed by
     */
    public RunResult take(Runnable pages, Runnable done) {
        boolean all = all(() -> {
            keepRate();
            pages.run();
        });
        return new RunFinisher(runs, lease, cancellation).finish(all, done);
    }

    private void keepRate() {
        patiently(() -> {
            runs.rate(lease, rate.getAsInt());
            return true;
        });
    }

    private boolean all(Runnable pages) {
        try {
            pages.run();
            return true;
        } catch (RuntimeException e) {
            cancellation.fail(e);
            return false;
        }
    }

    /**
     * Before a page: waits while the run rests, and until its rate allows so many names.
     *
     * @throws RunStoppedException when the run does not go on
     */
    public void begin(int names) {
        cancellation.check();
        cancellation.awaitNone(closedBecause);
        for (int i = 0; i < names; i++) {
            while (!limiter.tryAcquire()) {
                cancellation.check();
            }
            progress.look();
        }
    }

    /** Stops the run, for another of its threads failed; the first failure counts. */
    public void fail(Throwable error) {
        cancellation.fail(error);
    }

    /** @throws RunStoppedException when the run does not go on */
    public void check() {
        cancellation.check();
    }

    /** {@link Cancellation#awaitNone}. */
    public void awaitNone(Supplier<String> reason) {
        cancellation.awaitNone(reason);
    }

    /** {@link Cancellation#patiently}. */
    public <T> T patiently(Supplier<T> call) {
        return cancellation.patiently(call);
    }

    @Override
    public void close() {
        label.close();
        heartbeat.close();
    }
}
