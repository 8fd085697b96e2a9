package io.nfs2s3.worker;

import io.nfs2s3.media.Failure;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Whether the worker goes on: not after a stop, not while something that it depends on is down, and with the backfill
 * only while that is open. Whoever polls, starts a file or gives messages back asks here. Thread-safe; one thread at a
 * time begins and ends runs.
 */
final class WorkerState {
    private static final String JOB = "worker";
    private final BooleanSupplier backfillIsOpen;
    private final OutageBackoff backoff;
    private final BiConsumer<String, String> outages;
    private final Logger log;
    private volatile boolean stopped;
    private volatile @Nullable Failure outage;
    /** What the log said last. */
    private volatile boolean saidSuspended;

    private volatile @Nullable Failure lastOutage;

    private volatile boolean endedWell;

    /**
     * @param outages as in {@link WorkerParts}
     * @param log is told once that the worker is suspended, and once that it goes on
     */
    WorkerState(BooleanSupplier backfillIsOpen, OutageBackoff backoff, BiConsumer<String, String> outages, Logger log) {
        this.backfillIsOpen = backfillIsOpen;
        this.backoff = backoff;
        this.outages = outages;
        this.log = log;
    }

    /**
     * Begins a run.
     *
     * @param check what is down now, if anything; not asked when the last run ended well
     * @return false when there is nothing to begin: something is down, or it is too early after the last trial
     */
    boolean begin(Supplier<Optional<Failure>> check) {
        if (!backoff.isDue()) {
            return false;
        }
        Optional<Failure> found = endedWell ? Optional.empty() : check.get();
        endedWell = false; // until this run has
        outage = found.orElse(null);
        found.ifPresent(this::saySuspended);
        return found.isEmpty();
    }

    /** Ends a run that has begun. */
    void end() {
        endedWell = outage == null;
        if (!endedWell) {
            backoff.failed();
        } else if (!stopped && backoff.isOver()) {
            sayResumed();
        }
    }

    /** Whether the worker may receive messages. */
    boolean goesOn() {
        return !stopped && outage == null;
    }

    /** @param live whether it is a file of the live queue, which does not wait for the backfill to be open */
    boolean mayStart(boolean live) {
        return goesOn() && (live || backfillIsOpen.getAsBoolean());
    }

    /** What is down, until a file has come through again; empty when nothing is. */
    Optional<Failure> suspendedBecause() {
        return saidSuspended ? Optional.ofNullable(lastOutage) : Optional.empty();
    }

    /** Whether the store is being tried, with one file at a time. */
    boolean isTrial() {
        return backoff.isTrial();
    }

    /** Something is down; of several reasons the first counts. */
    synchronized void suspend(Failure failure) {
        if (outage == null) {
            outage = failure;
            saySuspended(failure);
        }
    }

    private synchronized void saySuspended(Failure failure) {
        lastOutage = failure;
        if (!saidSuspended) {
            saidSuspended = true;
            log.warn("job suspended job=worker reason=\"{}\"", failure);
            outages.accept(JOB, failure.toString());
        }
    }

    /** A file came through to its pointer. */
    void flipped() {
        backoff.succeeded();
        if (saidSuspended && outage == null) {
            sayResumed();
        }
    }

    private synchronized void sayResumed() {
        if (saidSuspended) {
            saidSuspended = false;
            log.info("job resumed job=worker");
            outages.accept(JOB, "");
        }
    }

    /** From now on nothing is received or started. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /**
     * Of the last run.
     *
     * @param left what it left behind, one line; empty for nothing
     */
    WorkerResult result(String left) {
        Failure known = outage;
        if (stopped) {
            return new WorkerResult(Ending.STOPPED, "");
        }
        if (known != null) {
            return new WorkerResult(Ending.SUSPENDED, known.toString());
        }
        return new WorkerResult(left.isEmpty() ? Ending.IDLE : Ending.LEFT, left);
    }
}
