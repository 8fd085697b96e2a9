package io.nfs2s3.worker;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.source.Fingerprint;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceFile;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one file from its plan to its outcome: copy, flip, and what to do when either does not come off.
 *
 * <p>Futures from here never fail. The happy path runs on the threads of the source, the S3 client and the flipper;
 * whatever must ask the database or wait runs on {@code aside}. Thread-safe.
 */
final class FileProcessor {
    /** A file that the store had no time for waits as one that failed for the third time: 8 s. */
    private static final int SLOWED = 3;

    private static final Logger log = LoggerFactory.getLogger(FileProcessor.class);
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final FileCopier copier;
    private final Flipper flipper;
    private final ObjectCleaner cleaner;
    private final HealthCheck health;
    private final Counters counters;
    private final Executor aside;
    private final Clock clock;
    private final Duration vanishedAfter;
    private final int maxAttempts;

    FileProcessor(
            WorkerParts parts,
            FileCopier copier,
            Flipper flipper,
            HealthCheck health,
            Counters counters,
            Executor aside,
            int maxAttempts) {
        this.catalog = parts.catalog();
        this.source = parts.source();
        this.cleaner = parts.cleaner();
        this.clock = parts.clock();
        this.vanishedAfter = parts.vanishedAfter();
        this.copier = copier;
        this.flipper = flipper;
        this.health = health;
        this.counters = counters;
        this.aside = aside;
        this.maxAttempts = maxAttempts;
    }

    /** @param copied told when the file is in S3 and only its flip is left to do */
    CompletableFuture<FileOutcome> run(Plan plan, Runnable copied) {
        if (plan instanceof Plan.Copy copy) {
            return copy(copy.upload(), copy.queuedAt(), copied);
        }
        if (plan instanceof Plan.CleanUp cleanUp) {
            return CompletableFuture.supplyAsync(() -> superseded(cleanUp.upload()), aside);
        }
        if (plan instanceof Plan.Compare compare) {
            return compare(compare.row(), copied);
        }
        return CompletableFuture.completedFuture(unchanged());
    }

    private CompletableFuture<FileOutcome> copy(FileVersion upload, Instant queuedAt, Runnable onCopied) {
        return copier.copy(upload)
                .thenCompose(outcome -> outcome instanceof CopyOutcome.Copied copied
                        ? flip(copied.copy(), onCopied)
                        : nextGeneration(upload, queuedAt, onCopied))
                .exceptionallyAsync(error -> failed(upload, queuedAt, error), aside);
    }

    private CompletableFuture<FileOutcome> flip(StoredCopy copy, Runnable onCopied) {
        onCopied.run();
        return flipper.submit(copy).thenCompose(flipped -> {
            if (!flipped) {
                return CompletableFuture.supplyAsync(() -> lostFlip(copy), aside);
            }
            counters.migrated.increment();
            counters.bytes.add(copy.sizeBytes());
            log.debug(
                    "migrated path={} generation={} bytes={}",
                    copy.upload().path(),
                    copy.upload().generation(),
                    copy.sizeBytes());
            return CompletableFuture.completedFuture(new FileOutcome.Settled());
        });
    }

    /** Superseded while it was copied, or flipped by a message that came twice. */
    private FileOutcome lostFlip(StoredCopy copy) {
        MediaPath path = copy.upload().path();
        boolean superseded = catalog.find(path)
                .filter(row -> row.generation() > copy.upload().generation())
                .isPresent();
        return superseded ? superseded(copy.upload()) : unchanged();
    }

    private FileOutcome superseded(FileVersion upload) {
        try {
            cleaner.removeIfNeverVisible(upload, copier.key(upload));
        } catch (RuntimeException e) { // the sweep has it on its list
            log.warn("a superseded object is left to the sweep path={} reason=\"{}\"", upload.path(), e.getMessage());
        }
        return unchanged();
    }

    private FileOutcome unchanged() {
        counters.unchanged.increment();
        return new FileOutcome.Settled();
    }

    /**
     * Another state of the file is under this upload's key, put there by an attempt that did not get to its flip. A key
     * is written once, so the file as it is now becomes the next generation; whatever the earlier attempt still does,
     * its flip will not match.
     */
    private CompletableFuture<FileOutcome> nextGeneration(FileVersion upload, Instant queuedAt, Runnable onCopied) {
        return CompletableFuture.supplyAsync(() -> catalog.supersede(upload), aside)
                .thenCompose(next -> {
                    if (next.isEmpty()) {
                        return CompletableFuture.completedFuture(unchanged());
                    }
                    log.info(
                            "the file changed between two attempts, so it is copied as generation {} path={}",
                            next.get().generation(),
                            upload.path());
                    return copy(next.get(), queuedAt, onCopied);
                });
    }

    /** A message without a generation for a migrated path is new only if the file is not the one that was migrated. */
    private CompletableFuture<FileOutcome> compare(MediaFile row, Runnable onCopied) {
        return source.read(row.path(), SourceFile::fingerprint)
                .thenComposeAsync(
                        now -> {
                            if (isMigrated(row, now)) {
                                return CompletableFuture.completedFuture(unchanged());
                            }
                            FileVersion upload = catalog.register(List.of(row.path())).values().stream()
                                    .map(registration -> registration.upload())
                                    .findFirst()
                                    .orElseThrow();
                            return copy(upload, clock.instant(), onCopied);
                        },
                        aside)
                .exceptionallyAsync(
                        error -> {
                            MigrationException failure = classed(error);
                            return failure.code() == FailureCode.SOURCE_MISSING // retired, so nothing new was uploaded
                                    ? unchanged()
                                    : notCompared(row.path(), failure);
                        },
                        aside);
    }

    /**
     * Whether there are new bytes is not known, and the message may be their only trace: it is never settled by an
     * error. Its row is MIGRATED and counts no attempts, so one that never comes off ends as a dead letter.
     */
    private FileOutcome notCompared(MediaPath path, MigrationException error) {
        Failure failure = error.failure();
        if (failure.code().nature() == FailureCode.Nature.OUTAGE && isConfirmed(failure)) {
            return new FileOutcome.Outage(failure);
        }
        counters.retried.increment();
        if (failure.code() == FailureCode.INTERNAL) {
            log.error("unexpected path={}", path, error);
        } else {
            log.warn("goes back, it could not be compared path={} reason=\"{}\"", path, failure);
        }
        return new FileOutcome.Retry(FileRef.unregistered(path), 0);
    }

    private static boolean isMigrated(MediaFile row, Fingerprint now) {
        return row.sizeBytes() != null
                && row.sizeBytes() == now.sizeBytes()
                && now.modifiedMicros().equals(row.sourceModified());
    }

    private FileOutcome failed(FileVersion upload, Instant queuedAt, Throwable error) {
        MigrationException cause = classed(error);
        Failure failure = cause.failure();
        try {
            return switch (failure.code().nature()) {
                case OUTAGE -> isConfirmed(failure) ? new FileOutcome.Outage(failure) : notAnOutage(upload, failure);
                case PERMANENT -> record(upload, failure);
                case TRANSIENT -> isGone(failure, queuedAt) ? record(upload, failure) : retry(upload, failure);
            };
        } catch (RuntimeException e) {
            return new FileOutcome.Outage(classed(e).failure());
        } finally {
            if (failure.code() == FailureCode.INTERNAL) {
                log.error("unexpected path={}", upload.path(), cause);
            }
        }
    }

    private boolean isConfirmed(Failure failure) {
        return failure.code() == FailureCode.STORE_REFUSES || health.recent().isPresent();
    }

    /** A store that asks for fewer requests is no fault of this file: the attempt does not count. */
    private FileOutcome notAnOutage(FileVersion upload, Failure failure) {
        if (failure.code() != FailureCode.STORE_SLOW) {
            return retry(upload, failure);
        }
        counters.retried.increment();
        return new FileOutcome.Retry(FileRef.of(upload), SLOWED);
    }

    private boolean isGone(Failure failure, Instant queuedAt) {
        return failure.code() == FailureCode.SOURCE_MISSING
                && Duration.between(queuedAt, clock.instant()).compareTo(vanishedAfter) > 0;
    }

    private FileOutcome retry(FileVersion upload, Failure failure) {
        Optional<Integer> attempts = catalog.recordAttempt(upload, failure);
        if (attempts.isEmpty()) {
            return unchanged();
        }
        if (attempts.get() >= maxAttempts && failure.code() != FailureCode.SOURCE_MISSING) {
            return record(
                    upload,
                    new Failure(failure.code(), "gave up after " + attempts.get() + " attempts: " + failure.message()));
        }
        counters.retried.increment();
        log.debug("goes back path={} attempts={} reason=\"{}\"", upload.path(), attempts.get(), failure);
        return new FileOutcome.Retry(FileRef.of(upload), attempts.get());
    }

    private FileOutcome record(FileVersion upload, Failure failure) {
        if (!catalog.fail(upload, failure)) {
            return unchanged();
        }
        counters.failed.increment();
        log.warn("failed path={} generation={} reason=\"{}\"", upload.path(), upload.generation(), failure);
        return new FileOutcome.Settled();
    }

    static MigrationException classed(Throwable thrown) {
        Throwable error = FutureErrors.cause(thrown);
        if (error instanceof MigrationException classed) {
            return classed;
        }
        FailureCode code = DatabaseErrors.isOutage(error) ? FailureCode.DATABASE_DOWN : FailureCode.INTERNAL;
        return new MigrationException(code, String.valueOf(error.getMessage()), error);
    }
}
