package io.nfs2s3.worker;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.worker.ConcurrencyLimiter.Permit;
import io.nfs2s3.worker.Flipper.Flip;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes planned files to their outcomes, as many at a time as there are permits: copy, flip, and the outcome to the
 * file's message.
 *
 * <p>A file that is copied and flipped stays on the threads of the source, the S3 client and the flipper; whatever must
 * ask the database or wait runs on {@code aside}. Thread-safe.
 */
final class FileProcessor {
    /** Of one file in one attempt. */
    static final int MOST_GENERATIONS = 3;

    private static final CopyOutcome.KeyTaken CLAIMED =
            new CopyOutcome.KeyTaken("what is under it is being removed", false);

    private static final Logger log = LoggerFactory.getLogger(FileProcessor.class);
    private final WorkerParts parts;
    private final FileCopier copier;
    private final CopiedBefore copiedBefore;
    private final Flipper flipper;
    private final FailureHandler failures;
    private final RefusalJudge refusals;
    private final WaitingKinds waiting;
    private final Acknowledger acknowledger;
    private final WorkerState state;
    private final ConcurrencyLimiter limiter;
    private final FlightLimit limit;
    private final Counters counters;
    private final Executor aside;

    FileProcessor(
            WorkerParts parts,
            FileCopier copier,
            CopiedBefore copiedBefore,
            Flipper flipper,
            FailureHandler failures,
            RefusalJudge refusals,
            WaitingKinds waiting,
            Acknowledger acknowledger,
            WorkerState state,
            ConcurrencyLimiter limiter,
            FlightLimit limit,
            Counters counters,
            Executor aside) {
        this.parts = parts;
        this.copier = copier;
        this.copiedBefore = copiedBefore;
        this.flipper = flipper;
        this.failures = failures;
        this.refusals = refusals;
        this.waiting = waiting;
        this.acknowledger = acknowledger;
        this.state = state;
        this.limiter = limiter;
        this.limit = limit;
        this.counters = counters;
        this.aside = aside;
    }

    /**
     * Starts one file when its turn comes. Once an outage is known, the worker was told to stop, or the backfill is
     * paused, what was not started is given back untouched.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the file's end is its settlement
    void start(InFlightMessage message, Plan plan) {
        BooleanSupplier goesOn = () -> state.mayStart(message.isLive());
        Optional<Permit> permit = plan.reads()
                ? limiter.acquire(message.isLive(), goesOn)
                : limiter.acquireUnread(message.isLive(), goesOn);
        if (permit.isEmpty()) {
            settle(message, new FileOutcome.NotStarted());
            return;
        }
        begin(() -> run(plan, permit.get())).whenComplete((outcome, error) -> {
            try {
                settle(message, error == null ? outcome : new FileOutcome.Suspended(FailureHandler.classed(error)));
            } finally {
                permit.get().release(); // after an outage is known, or one more file would meet it
            }
        });
    }

    /** Gives a whole message back. */
    void giveBack(InFlightMessage message) {
        message.content().files().forEach(file -> settle(message, new FileOutcome.NotStarted()));
    }

    /** Has one file of a message sent again. */
    void tryAgain(InFlightMessage message, FileRef file) {
        counters.retried.increment();
        settle(message, new FileOutcome.Retry(file, 0));
    }

    private void settle(InFlightMessage message, FileOutcome outcome) {
        if (outcome instanceof FileOutcome.Suspended met) {
            state.suspend(met.failure());
        }
        if (message.add(outcome)) {
            acknowledger.acknowledge(message);
        }
    }

    private CompletableFuture<FileOutcome> run(Plan plan, Permit permit) {
        if (plan instanceof Plan.Copy copy) {
            return copy(copy.upload(), copy.queuedAt(), permit);
        }
        if (plan instanceof Plan.CleanUp cleanUp) {
            return aside(() -> superseded(cleanUp.upload()));
        }
        if (plan instanceof Plan.CleanUpAndCopy both) {
            return aside(() -> {
                        cleanUp(both.upload());
                        return both.later();
                    })
                    .thenCompose(later -> copy(later.upload(), later.queuedAt(), permit));
        }
        if (plan instanceof Plan.Compare compare) {
            return compare(compare.row(), permit);
        }
        return done(counters.unchanged());
    }

    private CompletableFuture<FileOutcome> copy(FileVersion upload, Instant queuedAt, Permit permit) {
        return copy(upload, queuedAt, permit, 1);
    }

    /** @param generation 1 for the first that this attempt makes, 2 for the next one of the same file, … */
    private CompletableFuture<FileOutcome> copy(FileVersion upload, Instant queuedAt, Permit permit, int generation) {
        refusals.begun();
        long begun = System.nanoTime();
        return begin(() -> copier.copy(upload, permit.isLive(), permit::read))
                .whenComplete((outcome, error) -> refusals.ended())
                .thenCompose(outcome -> outcome instanceof CopyOutcome.KeyTaken taken
                        ? nextGeneration(upload, taken, queuedAt, permit, generation)
                        : flip(((CopyOutcome.Copied) outcome).copy(), queuedAt, permit, generation, begun))
                .exceptionallyAsync(error -> failures.notCopied(upload, queuedAt, error), aside);
    }

    /** @param begun when the copy began, in nanoseconds */
    private CompletableFuture<FileOutcome> flip(
            StoredCopy copy, Instant queuedAt, Permit permit, int generation, long begun) {
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        limit.copied(permit.age(), copy.sizeBytes());
        permit.copied();
        refusals.copied(copy.upload().path(), copier.inParts(copy.sizeBytes()));
        waiting.copied(copy.upload().path());
        return flipper.submit(copy).thenCompose(flip -> {
            if (flip == Flip.LOST) {
                return lostFlip(copy.upload(), queuedAt, permit, generation);
            }
            if (flip == Flip.BUSY) {
                counters.retried.increment();
                return done(new FileOutcome.Retry(FileRef.of(copy.upload()), FailurePolicy.SLOWED));
            }
            state.flipped();
            counters.migrated(copy, took);
            FileVersion upload = copy.upload();
            log.debug("migrated path={} generation={} bytes={}", upload.path(), upload.generation(), copy.sizeBytes());
            return done(new FileOutcome.Settled());
        });
    }

    /**
     * Superseded while it was copied, or flipped by a message that came twice. A row that could still be flipped was not,
     * because its object is claimed for removal: the file needs another key.
     */
    private CompletableFuture<FileOutcome> lostFlip(
            FileVersion upload, Instant queuedAt, Permit permit, int generation) {
        return aside(() -> parts.catalog().find(upload.path())).thenCompose(found -> {
            if (found.isPresent() && found.get().generation() > upload.generation()) {
                return aside(() -> superseded(upload));
            }
            boolean claimed = found.isPresent()
                    && found.get().upload().equals(upload)
                    && found.get().state() == MediaState.QUEUED;
            return claimed ? nextGeneration(upload, CLAIMED, queuedAt, permit, generation) : done(counters.unchanged());
        });
    }

    private FileOutcome superseded(FileVersion upload) {
        cleanUp(upload);
        return counters.unchanged();
    }

    private void cleanUp(FileVersion upload) {
        try {
            parts.cleaner().removeIfNeverVisible(upload, copier.key(upload));
        } catch (RuntimeException e) { // it is on the sweep's list
            log.warn(
                    "superseded object not removed; the sweep will remove it path={} reason=\"{}\"",
                    upload.path(),
                    FailureHandler.classed(e).message());
        }
    }

    /**
     * This upload's key cannot be used: other bytes are under it, of an attempt that did not get to its flip or of
     * somebody else, or what is under it is being removed. A key is written once, so the file as it is now becomes the
     * next generation; whatever an earlier attempt still does, its flip will not match. An attempt goes on with a few
     * generations at most: if these keys are taken too, more are of no use.
     */
    private CompletableFuture<FileOutcome> nextGeneration(
            FileVersion upload, CopyOutcome.KeyTaken taken, Instant queuedAt, Permit permit, int generation) {
        if (generation == MOST_GENERATIONS) {
            return CompletableFuture.failedFuture(new MigrationException(
                    FailureCode.NOT_PROVED,
                    "the keys of " + MOST_GENERATIONS + " generations are taken; " + taken.by()));
        }
        return aside(() -> parts.catalog().supersede(upload)).thenCompose(next -> {
            if (next.isEmpty()) {
                return done(counters.unchanged());
            }
            sayNext(next.get(), taken);
            return copy(next.get(), queuedAt, permit, generation + 1);
        });
    }

    private static void sayNext(FileVersion next, CopyOutcome.KeyTaken taken) {
        if (taken.fileChanged()) {
            log.info(
                    "changed between two attempts; copied as the next generation path={} generation={}",
                    next.path(),
                    next.generation());
        } else {
            log.warn(
                    "the key is taken; copied as the next generation path={} generation={} reason=\"{}\"",
                    next.path(),
                    next.generation(),
                    taken.by());
        }
    }

    /** A message without a generation for a migrated path is new only if the file is not the one that was migrated. */
    private CompletableFuture<FileOutcome> compare(MediaFile row, Permit permit) {
        return parts.source()
                .read(row.path(), file -> copiedBefore.hasBytesOf(row, file))
                .thenComposeAsync(
                        same -> same
                                ? done(confirmed(row.path()))
                                : copy(register(row.path()), parts.clock().instant(), permit),
                        aside)
                .exceptionallyAsync(error -> failures.notCompared(row, error), aside);
    }

    private FileOutcome confirmed(MediaPath path) {
        parts.catalog().confirm(path);
        return counters.unchanged();
    }

    private FileVersion register(MediaPath path) {
        return parts.catalog()
                .register(List.of(path))
                .values()
                .iterator()
                .next()
                .upload();
    }

    /** One that does not even begin (no thread could be started, say) has failed as any other. */
    private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private <T> CompletableFuture<T> aside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, aside);
    }

    private static CompletableFuture<FileOutcome> done(FileOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
