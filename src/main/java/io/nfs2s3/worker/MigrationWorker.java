package io.nfs2s3.worker;

import io.nfs2s3.media.Failure;
import io.nfs2s3.progress.Tally;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.resilience.RateLimiter;
import io.nfs2s3.resilience.SharedClock;
import io.nfs2s3.storage.KindOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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
    /** One is being flipped while the next is gathered. */
    private static final int FLIP_BATCHES = 2;

    /** While bytes have a pace: so that large ones are read one after another, rather than all of them for days. */
    private static final int BACKFILL_READERS = 4;

    private static final Duration PROBE_EVERY = Duration.ofSeconds(5);
    private static final Duration FLUSH = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(MigrationWorker.class);
    private final WorkerParts parts;
    private final WorkerSettings settings;
    private final Counters counters;
    private final ReentrantLock running = new ReentrantLock();
    private final ExecutorService aside;
    private final ScheduledExecutorService heartbeat;
    private final ScheduledExecutorService probe;
    private final WorkerState state;
    private final Acknowledger acknowledger;
    private final Flipper flipper;
    private final HealthCheck health;
    private final ConcurrencyLimiter limiter;
    private final FlightLimit limit;
    private final RefusalJudge refusals;
    private final WaitingKinds waiting;
    private final Poller poller;
    private boolean closed;

    /**
     * Starts its threads; receives nothing before it is run.
     *
     * @param name names this worker in the progress table; no two workers at a time may share it
     */
    public MigrationWorker(WorkerParts parts, WorkerSettings settings, String name) {
        this.parts = parts;
        this.settings = settings;
        this.counters = new Counters(parts.catalog().kinds());
        this.aside = Executors.newFixedThreadPool(ASIDE_THREADS, DaemonThreads.numbered("nfs2s3-aside-"));
        this.heartbeat = Executors.newSingleThreadScheduledExecutor(DaemonThreads.numbered("nfs2s3-heartbeat-"));
        this.probe = Executors.newSingleThreadScheduledExecutor(DaemonThreads.numbered("nfs2s3-probe-"));
        this.health = new HealthCheck(parts);
        this.state = new WorkerState(parts.backfillIsOpen(), new OutageBackoff(System::nanoTime), parts.outages(), log);
        this.limiter = new ConcurrencyLimiter(
                settings.filesInFlight(),
                FLIP_BATCHES * settings.flipBatch(),
                state::isTrial,
                pace(settings.maxFilesPerSecond()),
                settings.maxBytesPerSecond() == 0 ? ConcurrencyLimiter.ALL : backfillReaders(parts, settings));
        this.limit =
                settings.auto() ? auto() : new AdaptiveLimit(limiter, settings.filesInFlight(), settings.slowPut());
        parts.load().tell(limit);
        this.acknowledger = new Acknowledger(aside, state::isStopped, counters.undeleted);
        this.flipper = new Flipper(parts.catalog(), parts.limits(), name, settings, limit, parts.source()::callLimit);
        ByteBudget budget = new ByteBudget(settings.bytesInFlight());
        ReadPace reading = new ReadPace(settings.maxBytesPerSecond(), pace(settings.maxBytesPerSecond()));
        FileCopier copier = new FileCopier(parts.source(), parts.store(), parts.types(), budget, reading);
        KindOptions kinds = parts.store().settings().kinds();
        this.refusals = new RefusalJudge(kinds, System::nanoTime);
        this.waiting = new WaitingKinds(parts.catalog().kinds(), kinds, parts.outages());
        FailureHandler failures = new FailureHandler(
                new FailurePolicy(parts.vanishedAfter(), settings.maxAttempts()),
                parts.catalog(),
                health,
                refusals,
                waiting,
                counters,
                parts.clock());
        FileProcessor processor = new FileProcessor(
                parts,
                copier,
                new CopiedBefore(budget),
                flipper,
                failures,
                refusals,
                waiting,
                acknowledger,
                state,
                limiter,
                limit,
                counters,
                aside);
        MessageReceiver receiver =
                new MessageReceiver(parts, processor, acknowledger, state, limiter, counters, this::filesAtOnce);
        this.poller = new Poller(receiver, state, settings.pollers(), parts.longPoll(), parts.outages());
        every(heartbeat, parts.visibilityTimeout().dividedBy(3), () -> acknowledger.hideAll(parts.visibilityTimeout()));
        every(probe, PROBE_EVERY, this::probe);
    }

    /** While they wait for the pace, half of the memory and one reader at least are left to uploads. */
    private static int backfillReaders(WorkerParts parts, WorkerSettings settings) {
        long memory = settings.bytesInFlight() / parts.store().settings().partSize() / 2;
        long threads = parts.source().leastReaders() - 1L;
        return (int) Math.max(1, Math.min(BACKFILL_READERS, Math.min(memory, threads)));
    }

    private static RateLimiter pace(long perSecond) {
        return new RateLimiter(() -> perSecond, System::nanoTime, LockSupport::parkNanos);
    }

    /** Also of the mount, which finds itself how many calls it bears. */
    private FlightLimit auto() {
        SharedClock clock = new SharedClock(parts.clock().millis());
        parts.source().limitCalls(settings.filesInFlight(), clock);
        return new AutoLimit(limiter, settings.filesInFlight(), settings.slowPut(), parts.source()::readers, clock);
    }

    /** That fill the flight. While their number finds itself, not more than it has found. */
    public int filesAtOnce() {
        return settings.auto() ? limit.now() : settings.filesInFlight();
    }

    /** Files that may be in flight now, by what the store says. */
    int limitNow() {
        return limit.now();
    }

    /** Calls to the mount that may be under way at once; 0 while nothing limits them. */
    public int callsAtOnce() {
        return parts.source().callLimit();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with its thread
    private static void every(ScheduledExecutorService thread, Duration interval, Runnable work) {
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        work.run();
                    } catch (RuntimeException | Error e) { // or it would never run again
                        log.error("unexpected error", e);
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    public WorkerTotals totals() {
        return counters.totals();
    }

    /** What it does, for the history. */
    public Tally tally() {
        return counters.tally;
    }

    /** @param watcher is told how long each migrated file took; called on threads of the worker, and must not block */
    public void watchCopies(Consumer<Duration> watcher) {
        counters.watchCopies(watcher);
    }

    /** What is down, as far as this worker knows, until a file has come through again; empty when nothing is. */
    public Optional<Failure> suspendedBecause() {
        return state.suspendedBecause();
    }

    /**
     * The kinds whose files the store may refuse while it takes others: by the name of the job, {@code worker-KIND}, whether its
     * files wait. Empty where all kinds are stored alike.
     */
    public Map<String, Boolean> suspendedKinds() {
        return waiting.standing();
    }

    /**
     * Works until one long poll finds both queues without a message to receive and no file is in flight.
     *
     * @throws IllegalStateException when it runs already
     */
    public WorkerResult runUntilIdle() {
        return run(false);
    }

    /**
     * Works until both queues are empty (nothing visible, delayed, or in the hands of any worker), no file is QUEUED and
     * the outbox is empty. Where the queues are and the rest is not, it goes on for the visibility timeout, and ends with
     * {@link WorkerResult.Ending#LEFT}. Uploads that come meanwhile are done, and do not count: where they come all the
     * time, it ends when nothing that was there before has changed for the visibility timeout, and no message waits.
     */
    public WorkerResult runUntilEmpty() {
        return run(true);
    }

    private WorkerResult run(boolean untilEmpty) {
        if (!running.tryLock()) {
            throw new IllegalStateException("this worker runs already");
        }
        Leftovers leftovers = new Leftovers(parts, acknowledger::holdsFor, System::nanoTime);
        try {
            if (state.begin(health::check)) {
                limiter.beginRun();
                if (state.isTrial()) {
                    limit.restart();
                    refusals.beginTrial();
                }
                poller.run(acknowledger::isEmpty, untilEmpty ? leftovers::isOver : idle -> idle);
                TimeLeft left = TimeLeft.of(settings.shutdownTimeout());
                if (!poller.awaitRest(left.duration()) || !limiter.awaitAll(left.duration())) {
                    log.warn("files still in flight; their messages will be redelivered (harmless)");
                }
                state.end();
            }
            return state.result(leftovers.describe());
        } finally {
            running.unlock();
        }
    }

    /** Finds out about an outage before the calls that hang in it do. */
    private void probe() {
        if (running.isLocked() && state.goesOn()) {
            health.recent().ifPresent(state::suspend);
        }
    }

    /** Has a run end soon: nothing is received after a poll under way, files in flight are finished. Safe from any thread. */
    public void stop() {
        state.stop();
    }

    /**
     * Stops, finishes or gives back what is in flight, flushes flips and deletes. Takes a long poll and the shutdown timeout
     * at most, and four times five seconds.
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
                log.warn("flips or deletes not finished at the stop; their messages will be redelivered (harmless)");
            }
            poller.close();
            health.close();
            aside.shutdown();
        } finally {
            running.unlock();
        }
    }
}
