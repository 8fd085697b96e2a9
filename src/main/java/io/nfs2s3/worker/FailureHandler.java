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
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.worker.FailurePolicy.Action;
import io.nfs2s3.worker.RefusalJudge.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does with a file that could not be migrated what {@link FailurePolicy} decides. Asks the database. Thread-safe. */
final class FailureHandler {
    private static final Logger log = LoggerFactory.getLogger(FailureHandler.class);
    private final FailurePolicy policy;
    private final MediaCatalog catalog;
    private final HealthCheck health;
    private final RefusalJudge refusals;
    private final WaitingKinds waiting;
    private final Counters counters;
    private final Clock clock;
    /** How many large files had been copied when the log last said that they wait. */
    private final AtomicLong saidThatLargeFilesWait = new AtomicLong(-1);

    FailureHandler(
            FailurePolicy policy,
            MediaCatalog catalog,
            HealthCheck health,
            RefusalJudge refusals,
            WaitingKinds waiting,
            Counters counters,
            Clock clock) {
        this.policy = policy;
        this.catalog = catalog;
        this.health = health;
        this.refusals = refusals;
        this.waiting = waiting;
        this.counters = counters;
        this.clock = clock;
    }

    /** @param queuedAt when the upload became QUEUED */
    FileOutcome notCopied(FileVersion upload, Instant queuedAt, Throwable error) {
        Failure failure = classed(error, upload.path());
        try {
            Duration queued = Duration.between(queuedAt, clock.instant());
            Action action =
                    policy.ofCopy(failure.code(), this::isOutage, () -> verdict(upload.path(), failure), queued);
            if (action instanceof Action.Retry retry) {
                return retry(upload, own(failure), retry);
            }
            return action instanceof Action.Fail
                    ? fail(upload, failure)
                    : uncounted(action, FileRef.of(upload), failure);
        } catch (RuntimeException e) {
            return new FileOutcome.Suspended(classed(e));
        }
    }

    /** For a file that has a copy, and could not be compared with it. */
    FileOutcome notCompared(MediaFile row, Throwable error) {
        MediaPath path = row.path();
        Failure failure = classed(error, path);
        Action action =
                policy.ofComparison(failure.code(), row.location(), this::isOutage, () -> verdict(path, failure));
        if (action instanceof Action.RetryUncounted && failure.code() != FailureCode.INTERNAL) {
            log.warn("not compared with its copy; it will be retried path={} reason=\"{}\"", path, failure);
        }
        return uncounted(action, FileRef.unregistered(path), failure);
    }

    private boolean isOutage() {
        return health.recent().isPresent();
    }

    private Verdict verdict(MediaPath path, Failure failure) {
        if (failure.code() == FailureCode.SOURCE_REFUSES) {
            return refusals.unread(path);
        }
        Verdict verdict = refusals.refused(path, failure.code());
        if (verdict == Verdict.KIND) {
            waiting.refused(path, failure);
        }
        long copied = refusals.largeCopies();
        if (verdict == Verdict.LARGE_FILES && saidThatLargeFilesWait.getAndSet(copied) != copied) {
            log.warn("large files wait, for the store refuses their parts path={} reason=\"{}\"", path, failure);
        }
        return verdict;
    }

    /** What is refused for one file only, is refused for good. */
    private static Failure own(Failure failure) {
        return switch (failure.code()) {
            case SOURCE_REFUSES -> new Failure(FailureCode.SOURCE_FORBIDDEN, failure.message());
            case STORE_REFUSES, STORE_REFUSES_PARTS -> new Failure(FailureCode.STORE_REFUSED, failure.message());
            default -> failure;
        };
    }

    private FileOutcome uncounted(Action action, FileRef file, Failure failure) {
        if (action instanceof Action.Suspend) {
            return new FileOutcome.Suspended(failure);
        }
        if (action instanceof Action.RetryUncounted retry) {
            counters.retried.increment();
            return new FileOutcome.Retry(file, retry.attempt());
        }
        return counters.unchanged();
    }

    private FileOutcome retry(FileVersion upload, Failure failure, Action.Retry retry) {
        Optional<Integer> attempts = catalog.recordAttempt(upload, failure);
        if (attempts.isEmpty()) {
            return counters.unchanged();
        }
        if (retry.givesUp(attempts.get())) {
            String message = "gave up after " + attempts.get() + " attempts: " + failure.message();
            return fail(upload, new Failure(failure.code(), message));
        }
        counters.retried.increment();
        log.debug("to be retried path={} attempts={} reason=\"{}\"", upload.path(), attempts.get(), failure);
        return new FileOutcome.Retry(FileRef.of(upload), attempts.get());
    }

    private FileOutcome fail(FileVersion upload, Failure failure) {
        if (!catalog.fail(upload, failure)) {
            return counters.unchanged();
        }
        counters.failed(upload.path(), failure.code());
        log.warn("failed path={} generation={} reason=\"{}\"", upload.path(), upload.generation(), failure);
        return new FileOutcome.Settled();
    }

    private static Failure classed(Throwable error, MediaPath path) {
        Failure failure = classed(error);
        if (failure.code() == FailureCode.INTERNAL) {
            log.error("unexpected error path={}", path, FutureErrors.cause(error));
        }
        return failure;
    }

    /** What an error means that was not classed where it happened. */
    static Failure classed(Throwable thrown) {
        Throwable error = FutureErrors.cause(thrown);
        if (error instanceof MigrationException classed) {
            return classed.failure();
        }
        FailureCode code = DatabaseErrors.isOutage(error) ? FailureCode.DATABASE_DOWN : FailureCode.INTERNAL;
        return new Failure(code, DatabaseErrors.text(error));
    }
}
