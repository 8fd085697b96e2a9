package io.nfs2s3.worker;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.source.Fingerprint;
import io.nfs2s3.source.SourceFile;
import io.nfs2s3.worker.ConcurrencyLimiter.Permit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
    private static final Logger log = LoggerFactory.getLogger(FileProcessor.class);
    private final WorkerParts parts;
    private final FileCopier copier;
    private final Flipper flipper;
    private final FailureHandler failures;
    private final Acknowledger acknowledger;
    private final RunState state;
    private final ConcurrencyLimiter limiter;
    private final Counters counters;
    private final Executor aside;

    FileProcessor(
            WorkerParts parts,
            FileCopier copier,
            Flipper flipper,
            FailureHandler failures,
            Acknowledger acknowledger,
            RunState state,
            ConcurrencyLimiter limiter,
            Counters counters,
            Executor aside) {
        this.parts = parts;
        this.copier = copier;
        this.flipper = flipper;
        this.failures = failures;
        this.acknowledger = acknowledger;
        this.state = state;
        this.limiter = limiter;
        this.counters = counters;
        this.aside = aside;
    }

    /**
     * Starts one file when its turn comes. Once an outage is known, the worker was told to stop, or the backfill is
     * paused, what was not started is given back untouched.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the file's end is its settlement
    void start(InFlightMessage message, Plan plan) {
        Optional<Permit> permit = limiter.acquire(message.isLive(), () -> state.mayStart(message.isLive()));
        if (permit.isEmpty()) {
            settle(message, new FileOutcome.NotStarted());
            return;
        }
        run(plan, permit.get()).whenComplete((outcome, error) -> {
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
        if (plan instanceof Plan.Compare compare) {
            return compare(compare.row(), permit);
        }
        return done(counters.unchanged());
    }

    private CompletableFuture<FileOutcome> copy(FileVersion upload, Instant queuedAt, Permit permit) {
        return copier.copy(upload)
                .thenCompose(outcome -> outcome instanceof CopyOutcome.Copied copied
                        ? flip(copied.copy(), queuedAt, permit)
                        : nextGeneration(upload, queuedAt, permit))
                .exceptionallyAsync(error -> failures.notCopied(upload, queuedAt, error), aside);
    }

    private CompletableFuture<FileOutcome> flip(StoredCopy copy, Instant queuedAt, Permit permit) {
        permit.copied();
        return flipper.submit(copy).thenCompose(flipped -> {
            if (!flipped) {
                return lostFlip(copy.upload(), queuedAt, permit);
            }
            state.flipped();
            counters.migrated.increment();
            counters.bytes.add(copy.sizeBytes());
            FileVersion upload = copy.upload();
            log.debug("migrated path={} generation={} bytes={}", upload.path(), upload.generation(), copy.sizeBytes());
            return done(new FileOutcome.Settled());
        });
    }

    /**
     * Superseded while it was copied, or flipped by a message that came twice. A row that could still be flipped was not,
     * because its object is claimed for removal: the file needs another key.
     */
    private CompletableFuture<FileOutcome> lostFlip(FileVersion upload, Instant queuedAt, Permit permit) {
        return aside(() -> parts.catalog().find(upload.path())).thenCompose(found -> {
            if (found.isPresent() && found.get().generation() > upload.generation()) {
                return aside(() -> superseded(upload));
            }
            boolean claimed = found.isPresent()
                    && found.get().upload().equals(upload)
                    && found.get().state() == MediaState.QUEUED;
            return claimed ? nextGeneration(upload, queuedAt, permit) : done(counters.unchanged());
        });
    }

    private FileOutcome superseded(FileVersion upload) {
        try {
            parts.cleaner().removeIfNeverVisible(upload, copier.key(upload));
        } catch (RuntimeException e) { // it is on the sweep's list
            log.warn(
                    "superseded object not removed; the sweep will remove it path={} reason=\"{}\"",
                    upload.path(),
                    FailureHandler.classed(e).message());
        }
        return counters.unchanged();
    }

    /**
     * This upload's key cannot be used: another state of the file is under it, put there by an attempt that did not get to
     * its flip, or what is under it is being removed. A key is written once, so the file as it is now becomes the next
     * generation; whatever the earlier attempt still does, its flip will not match.
     */
    private CompletableFuture<FileOutcome> nextGeneration(FileVersion upload, Instant queuedAt, Permit permit) {
        return aside(() -> parts.catalog().supersede(upload)).thenCompose(next -> {
            if (next.isEmpty()) {
                return done(counters.unchanged());
            }
            log.info(
                    "the key is taken; copied as the next generation path={} generation={}",
                    upload.path(),
                    next.get().generation());
            return copy(next.get(), queuedAt, permit);
        });
    }

    /** A message without a generation for a migrated path is new only if the file is not the one that was migrated. */
    private CompletableFuture<FileOutcome> compare(MediaFile row, Permit permit) {
        return parts.source()
                .read(row.path(), SourceFile::fingerprint)
                .thenComposeAsync(
                        now -> isMigrated(row, now)
                                ? done(confirmed(row.path()))
                                : copy(register(row.path()), parts.clock().instant(), permit),
                        aside)
                .exceptionallyAsync(error -> failures.notCompared(row.path(), error), aside);
    }

    private FileOutcome confirmed(MediaPath path) {
        parts.catalog().confirm(path);
        return counters.unchanged();
    }

    private static boolean isMigrated(MediaFile row, Fingerprint now) {
        return row.sizeBytes() != null
                && row.sizeBytes() == now.sizeBytes()
                && now.modifiedMicros().equals(row.sourceModified());
    }

    private FileVersion register(MediaPath path) {
        return parts.catalog()
                .register(List.of(path))
                .values()
                .iterator()
                .next()
                .upload();
    }

    private <T> CompletableFuture<T> aside(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, aside);
    }

    private static CompletableFuture<FileOutcome> done(FileOutcome outcome) {
        return CompletableFuture.completedFuture(outcome);
    }
}
