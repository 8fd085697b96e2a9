package io.nfs2s3.worker;

import io.nfs2s3.catalog.DatabaseErrors;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.queue.UnreadableMessageException;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from SQS, copies their files to S3, proves the copies, and flips the pointers.
 *
 * <p>One thread at a time runs it: {@link #run} polls on the thread of its caller, the live queue before the backfill
 * queue, and only while a file could be started at once. Dying at any line loses nothing: a message is deleted after
 * every file in it has a durable outcome, and doing a file again changes nothing. An outage of the mount, S3, the
 * database or SQS ends the run instead of failing files; the next run looks first whether they are back.
 */
public final class MigrationWorker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MigrationWorker.class);
    private final WorkerParts parts;
    private final WorkerSettings settings;
    private final Counters counters = new Counters();
    private final Semaphore permits;
    private final ScheduledExecutorService aside;
    private final Settlement settlement;
    private final Flipper flipper;
    private final Planner planner;
    private final FileFlow flow;
    private final HealthCheck health;
    private final ReentrantLock running = new ReentrantLock();
    private final ScheduledFuture<?> heartbeat;
    private final ReceiveGate gate = new ReceiveGate();
    private volatile @Nullable Failure outage;
    private boolean healthy;

    /** @param name names this worker in the progress table; no two workers at a time may share it */
    public MigrationWorker(WorkerParts parts, WorkerSettings settings, String name) {
        this.parts = parts;
        this.settings = settings;
        this.permits = new Semaphore(settings.filesInFlight());
        this.aside = Executors.newScheduledThreadPool(4, new DaemonThreads("nfs2s3-aside-"));
        this.settlement = new Settlement(aside);
        this.flipper = new Flipper(parts.catalog(), name, settings);
        this.planner = new Planner(parts.catalog(), parts.clock());
        FileMigrator migrator = new FileMigrator(
                parts.source(), parts.store(), parts.types(), new ByteBudget(settings.bytesInFlight()));
        this.health = new HealthCheck(parts);
        this.flow = new FileFlow(parts, migrator, flipper, health, counters, aside, settings.maxAttempts());
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
            outage = healthy ? null : health.check().orElse(null);
            healthy = false; // until this run has ended well
            WorkerResult result = outage == null ? poll(untilEmpty) : new WorkerResult(Ending.OUTAGE, reason());
            healthy = result.ending() != Ending.OUTAGE;
            return result;
        } finally {
            running.unlock();
        }
    }

    private WorkerResult poll(boolean untilEmpty) {
        Ending ending = null;
        while (ending == null) {
            if (gate.isStopped()) {
                ending = Ending.STOPPED;
            } else if (outage != null) {
                ending = Ending.OUTAGE;
            } else {
                try {
                    awaitPermit();
                    if (!receive() && settlement.isEmpty() && (!untilEmpty || queuesAreEmpty())) {
                        ending = Ending.IDLE;
                    }
                } catch (QueueException e) {
                    if (!gate.isStopped()) {
                        down(FailureCode.QUEUE_DOWN, String.valueOf(e.getMessage()));
                    }
                }
            }
        }
        awaitFilesInFlight();
        return outage != null && ending != Ending.STOPPED
                ? new WorkerResult(Ending.OUTAGE, reason())
                : new WorkerResult(ending, "");
    }

    /** @return whether there was a message */
    private boolean receive() {
        return receive(parts.uploads(), Duration.ZERO)
                || receive(parts.backfill(), Duration.ZERO)
                || receive(parts.uploads(), parts.longPoll());
    }

    private boolean receive(MigrationQueue queue, Duration wait) {
        List<ReceivedMessage> received = gate.receive(() -> queue.receive(wait, parts.visibilityTimeout()));
        List<MessageInHand> messages = new ArrayList<>(received.size());
        for (ReceivedMessage message : received) {
            try {
                MigrationMessage content = MessageCodec.decode(message.body());
                if (!planner.knowsKinds(content.files())) {
                    bury(queue, message, "no kind covers one of its files");
                    continue;
                }
                messages.add(new MessageInHand(queue, message, content));
            } catch (UnreadableMessageException e) {
                bury(queue, message, String.valueOf(e.getMessage()));
            }
        }
        messages.forEach(settlement::take);
        start(messages);
        return !received.isEmpty();
    }

    private void bury(MigrationQueue queue, ReceivedMessage message, String reason) {
        counters.unreadable.increment();
        log.warn("message goes to the dead letters queue={} id={} reason=\"{}\"", queue.name(), message.id(), reason);
        queue.bury(message);
    }

    private void start(List<MessageInHand> messages) {
        if (messages.isEmpty()) {
            return;
        }
        List<FileRef> files =
                messages.stream().flatMap(m -> m.content().files().stream()).toList();
        List<Plan> plans;
        try {
            plans = planner.plan(files);
        } catch (JdbiException e) {
            down(
                    DatabaseErrors.isOutage(e) ? FailureCode.DATABASE_DOWN : FailureCode.INTERNAL,
                    "the catalog cannot be read: " + e.getMessage());
            messages.forEach(m -> m.content().files().forEach(file -> settle(m, new FileOutcome.NotStarted())));
            return;
        }
        int next = 0;
        for (MessageInHand message : messages) {
            for (int i = 0; i < message.content().files().size(); i++) {
                start(message, plans.get(next++));
            }
        }
    }

    /** Once an outage is known, files that were not started are given back untouched. */
    @SuppressWarnings("FutureReturnValueIgnored") // flow.run never fails; the file's end is its settlement
    private void start(MessageInHand message, Plan plan) {
        if (outage != null || gate.isStopped()) {
            settle(message, new FileOutcome.NotStarted());
            return;
        }
        permits.acquireUninterruptibly();
        flow.run(plan).whenComplete((outcome, error) -> {
            permits.release();
            settle(
                    message,
                    error == null
                            ? outcome
                            : new FileOutcome.Outage(FileFlow.classed(error).failure()));
        });
    }

    private void settle(MessageInHand message, FileOutcome outcome) {
        if (outcome instanceof FileOutcome.Outage met) {
            down(met.failure().code(), met.failure().message());
        }
        if (message.add(outcome)) {
            settlement.settle(message);
        }
    }

    private void down(FailureCode code, String message) {
        if (outage == null) {
            outage = new Failure(code, message);
            log.warn("polling pauses reason=\"{}\"", reason());
        }
    }

    private String reason() {
        Failure failure = outage;
        return failure == null ? "" : failure.toString();
    }

    private boolean queuesAreEmpty() {
        return parts.uploads().depth().isEmpty() && parts.backfill().depth().isEmpty();
    }

    private void awaitPermit() {
        permits.acquireUninterruptibly();
        permits.release();
    }

    private void awaitFilesInFlight() {
        try {
            if (permits.tryAcquire(
                    settings.filesInFlight(), settings.shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                permits.release(settings.filesInFlight());
            } else {
                log.warn("files are still in flight; their messages come back");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
