package io.nfs2s3.worker;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from SQS, copies their files to S3, proves the copies, and flips the pointers.
 *
 * <p>One thread at a time runs it: polling happens on the thread of its caller, the live queue before the backfill
 * queue, and only while a file could be started at once. Dying at any line loses nothing: a message is deleted after
 * every file in it has a durable outcome, and doing a file again changes nothing. An outage of the mount, S3, the
 * database or SQS ends the run instead of failing files; the next run looks first whether they are back.
 */
public final class MigrationWorker implements AutoCloseable {
    private static final int ASIDE_THREADS = 4;
    private static final Logger log = LoggerFactory.getLogger(MigrationWorker.class);
    private final WorkerParts parts;
    private final WorkerSettings settings;
    private final Counters counters = new Counters();
    private final Outage outage = new Outage();
    private final ReceiveGate gate = new ReceiveGate();
    private final ReentrantLock running = new ReentrantLock();
    private final ScheduledExecutorService aside;
    private final ScheduledFuture<?> heartbeat;
    private final Settlement settlement;
    private final Flipper flipper;
    private final HealthCheck health;
    private final FileStarter starter;
    private final Intake intake;
    private boolean healthy;

    /**
     * Starts its threads; receives nothing before it is run.
     *
     * @param name names this worker in the progress table; no two workers at a time may share it
     */
    public MigrationWorker(WorkerParts parts, WorkerSettings settings, String name) {
        this.parts = parts;
        this.settings = settings;
        this.aside = Executors.newScheduledThreadPool(ASIDE_THREADS, new DaemonThreads("nfs2s3-aside-"));
        this.settlement = new Settlement(aside, gate::isStopped);
        this.flipper = new Flipper(parts.catalog(), name, settings);
        this.health = new HealthCheck(parts);
        FileMigrator migrator = new FileMigrator(
                parts.source(), parts.store(), parts.types(), new ByteBudget(settings.bytesInFlight()));
        FileFlow flow = new FileFlow(parts, migrator, flipper, health, counters, aside, settings.maxAttempts());
        this.starter = new FileStarter(flow, settlement, outage, gate, settings.filesInFlight());
        this.intake = new Intake(parts, starter, settlement, gate, outage, counters);
        Duration beat = parts.visibilityTimeout().dividedBy(3);
        this.heartbeat = aside.scheduleAtFixedRate(
                () -> settlement.hideAll(parts.visibilityTimeout()),
                beat.toMillis(),
                beat.toMillis(),
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
            outage.reset(healthy ? null : health.check().orElse(null));
            healthy = false; // until this run has ended well
            WorkerResult result = poll(untilEmpty);
            healthy = result.ending() != Ending.OUTAGE;
            return result;
        } finally {
            running.unlock();
        }
    }

    private WorkerResult poll(boolean untilEmpty) {
        boolean idle = false;
        while (!idle && !gate.isStopped() && !outage.isKnown()) {
            try {
                starter.awaitPermit();
                idle = !intake.receive() && settlement.isEmpty() && (!untilEmpty || queuesAreEmpty());
            } catch (QueueException e) {
                if (!gate.isStopped()) {
                    outage.report(FailureCode.QUEUE_DOWN, String.valueOf(e.getMessage()));
                }
            }
        }
        if (!starter.awaitAll(settings.shutdownTimeout())) {
            log.warn("files are still in flight; their messages come back");
        }
        if (gate.isStopped()) {
            return new WorkerResult(Ending.STOPPED, "");
        }
        return outage.isKnown() ? new WorkerResult(Ending.OUTAGE, outage.reason()) : new WorkerResult(Ending.IDLE, "");
    }

    private boolean queuesAreEmpty() {
        return parts.uploads().depth().isEmpty() && parts.backfill().depth().isEmpty();
    }

    /** Has a run end soon: polling stops at once, files in flight are finished. Safe from any thread. */
    public void stop() {
        gate.stop();
    }

    /** Stops, finishes or gives back what is in flight, flushes flips and deletes. Takes the shutdown timeout at most. */
    @Override
    public void close() {
        stop();
        running.lock();
        try {
            heartbeat.cancel(false);
            flipper.close();
            settlement.close();
            aside.shutdown();
        } finally {
            running.unlock();
        }
    }
}
