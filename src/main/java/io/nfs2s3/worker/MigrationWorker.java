package io.nfs2s3.worker;

import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from SQS, copies their files to S3, proves the copies, and flips the pointers.
 *
 * <p>One thread at a time runs it, and others help it. The live queue comes before the backfill queue, and both are
 * polled only while a file could be started at once. Dying at any line loses nothing: a message is deleted after
 * every file in it has a durable outcome, and doing a file again changes nothing. An outage of the mount, S3, the
 * database or SQS ends the run instead of failing files; the next run looks first whether they are back, and
 * begins with one file at a time.
 */
public final class MigrationWorker implements AutoCloseable {
    private static final int ASIDE_THREADS = 4;
    private static final Duration PROBE_EVERY = Duration.ofSeconds(5);
    private static final Duration FLUSH = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(MigrationWorker.class);
    private final WorkerParts parts;
    private final WorkerSettings settings;
    private final Counters counters = new Counters();
    private final OutageState outage = new OutageState();
    /** One is being flipped while the next is gathered. */
    private static final int FLIP_BATCHES = 2;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ReentrantLock running = new ReentrantLock();
    private final ScheduledExecutorService aside;
    private final ScheduledExecutorService heartbeat;
    private final ScheduledExecutorService probe;
    private final Acknowledger acknowledger;
    private final Flipper flipper;
    private final HealthCheck health;
    private final ConcurrencyLimiter limiter;
    private final OutageBackoff backoff = new OutageBackoff(counters.migrated::sum, System::nanoTime);
    private final Poller poller;
    private boolean healthy;
    private boolean closed;

    /**
     * Starts its threads; receives nothing before it is run.
     *
     * @param name names this worker in the progress table; no two workers at a time may share it
     */
    public MigrationWorker(WorkerParts parts, WorkerSettings settings, String name) {
        this.parts = parts;
        this.settings = settings;
        this.aside = Executors.newScheduledThreadPool(ASIDE_THREADS, DaemonThreads.numbered("nfs2s3-aside-"));
        this.heartbeat = Executors.newSingleThreadScheduledExecutor(DaemonThreads.numbered("nfs2s3-heartbeat-"));
        this.probe = Executors.newSingleThreadScheduledExecutor(DaemonThreads.numbered("nfs2s3-probe-"));
        this.acknowledger = new Acknowledger(aside, stopped::get);
        this.flipper = new Flipper(parts.catalog(), name, settings);
        this.health = new HealthCheck(parts);
        this.limiter =
                new ConcurrencyLimiter(settings.filesInFlight(), FLIP_BATCHES * settings.flipBatch(), backoff::isTrial);
        parts.load().tell(new AdaptiveLimit(limiter, settings.filesInFlight(), settings.slowPut()));
        FileCopier copier =
                new FileCopier(parts.source(), parts.store(), parts.types(), new ByteBudget(settings.bytesInFlight()));
        FileProcessor processor =
                new FileProcessor(parts, copier, flipper, health, counters, aside, settings.maxAttempts());
        FileStarter starter = new FileStarter(
                processor, acknowledger, outage, stopped::get, limiter, backoff, parts.backfillIsOpen());
        MessageReceiver receiver =
                new MessageReceiver(parts, starter, acknowledger, outage, counters, settings.filesInFlight());
        this.poller = new Poller(receiver, outage, stopped::get, settings.pollers(), parts.longPoll());
        every(heartbeat, parts.visibilityTimeout().dividedBy(3), () -> acknowledger.hideAll(parts.visibilityTimeout()));
        every(probe, PROBE_EVERY, this::probe);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with its thread
    private static void every(ScheduledExecutorService thread, Duration interval, Runnable work) {
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException e) { // or it would never run again
                        log.error("unexpected", e);
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    public WorkerTotals totals() {
        return counters.totals();
    }

    /**
     * Works until one long poll finds both queues without a message to receive and no file is in flight.
     *
     * @throws IllegalStateException when it runs already
     */
    public WorkerResult runUntilIdle() {
        return run(false);
    }

    /** Works until both queues are empty: nothing visible, delayed, or in the hands of any worker. */
    public WorkerResult runUntilEmpty() {
        return run(true);
    }

    private WorkerResult run(boolean untilEmpty) {
        if (!running.tryLock()) {
            throw new IllegalStateException("this worker runs already");
        }
        try {
            if (!backoff.isDue()) {
                return result(); // as the last run
            }
            outage.reset(healthy ? null : health.check().orElse(null));
            boolean begins = !outage.isKnown();
            healthy = false; // until this run has ended well
            poller.run(() -> acknowledger.isEmpty() && (!untilEmpty || queuesAreEmpty()));
            if (!poller.awaitRest(settings.shutdownTimeout()) || !limiter.awaitAll(settings.shutdownTimeout())) {
                log.warn("files are still in flight; their messages come back");
            }
            healthy = !outage.isKnown();
            if (begins && outage.isKnown()) {
                backoff.failed();
            }
            return result();
        } finally {
            running.unlock();
        }
    }

    private WorkerResult result() {
        if (stopped.get()) {
            return new WorkerResult(Ending.STOPPED, "");
        }
        return outage.isKnown() ? new WorkerResult(Ending.OUTAGE, outage.reason()) : new WorkerResult(Ending.IDLE, "");
    }

    private boolean queuesAreEmpty() {
        return parts.uploads().depth().isEmpty() && parts.backfill().depth().isEmpty();
    }

    /** Finds out about an outage before the calls that hang in it do. */
    private void probe() {
        if (running.isLocked() && !outage.isKnown() && !stopped.get()) {
            health.recent().ifPresent(failure -> outage.report(failure.code(), failure.message()));
        }
    }

    /** Has a run end soon: nothing is received after a poll under way, files in flight are finished. Safe from any thread. */
    public void stop() {
        stopped.set(true);
    }

    /**
     * Stops, finishes or gives back what is in flight, flushes flips and deletes. Takes the shutdown timeout at most,
     * and four times five seconds.
     */
    @Override
    public void close() {
        stop();
        running.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            probe.shutdownNow();
            heartbeat.shutdownNow();
            boolean flipped = flipper.close(FLUSH);
            if (!acknowledger.close(FLUSH) || !flipped) {
                log.warn("flips or deletes could not be finished; their messages come back");
            }
            poller.close();
            health.close();
            aside.shutdown();
        } finally {
            running.unlock();
        }
    }
}
