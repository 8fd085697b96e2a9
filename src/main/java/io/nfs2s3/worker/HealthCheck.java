package io.nfs2s3.worker;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.resilience.DaemonThreads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks whether everything that a worker depends on is there: mount, bucket, database, live queue. All at once, and none
 * for longer than ten seconds. Without the backfill queue the worker has less to do, and goes on.
 */
final class HealthCheck implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Shorter than the patience: a check must leave nothing behind that waits in the server. */
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(8);

    private static final long MEMORY_NANOS = 1_000_000_000L;
    private final WorkerParts parts;
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThreads.numbered("nfs2s3-check-"));
    private Optional<Failure> lastFound = Optional.empty();
    private long checkedAt = System.nanoTime() - 2 * MEMORY_NANOS;

    HealthCheck(WorkerParts parts) {
        this.parts = parts;
    }

    /**
     * The first thing that is down, found out within the last second: many files that fail at a time ask once.
     *
     * <p>One file that meets errors of its own (a broken disk block, a key that a store cannot take) looks just like an
     * outage. Were it taken for one, it would stop all others for ever.
     */
    synchronized Optional<Failure> recent() {
        if (System.nanoTime() - checkedAt > MEMORY_NANOS) {
            lastFound = check();
            checkedAt = System.nanoTime();
        }
        return lastFound;
    }

    /** The first thing that is down, found out now. */
    Optional<Failure> check() {
        return List.of(
                        answer(
                                FailureCode.SOURCE_DOWN,
                                "the mount",
                                parts.source().check()),
                        answer(FailureCode.STORE_DOWN, "S3", parts.store().check()),
                        ask(
                                FailureCode.DATABASE_DOWN,
                                "the database",
                                () -> parts.catalog().checkWritable(DATABASE_PATIENCE)),
                        ask(FailureCode.STORE_DOWN, "the site's marker in S3", parts.site()::require),
                        ask(FailureCode.QUEUE_DOWN, "SQS", () -> parts.uploads().depth()))
                .stream()
                .map(CompletableFuture::join)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private CompletableFuture<Optional<Failure>> ask(FailureCode down, String name, Runnable question) {
        return answer(down, name, CompletableFuture.runAsync(question, threads));
    }

    private static CompletableFuture<Optional<Failure>> answer(
            FailureCode down, String name, CompletableFuture<?> answer) {
        return answer.thenApply(good -> Optional.<Failure>empty())
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(thrown -> Optional.of(failure(down, name, thrown)));
    }

    private static Failure failure(FailureCode down, String name, Throwable thrown) {
        Throwable error = FutureErrors.cause(thrown);
        if (error instanceof MigrationException classed) {
            return classed.failure();
        }
        if (error instanceof TimeoutException) {
            return new Failure(down, name + " gave no answer within " + PATIENCE.toSeconds() + " s");
        }
        return new Failure(down, error instanceof QueueException ? ErrorText.of(error) : ErrorText.ofRoot(error));
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
