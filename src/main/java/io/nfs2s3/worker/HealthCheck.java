package io.nfs2s3.worker;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.queue.QueueException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jdbi.v3.core.JdbiException;

/** Looks whether everything that a worker depends on is there: mount, bucket, database, queues. */
final class HealthCheck {
    private static final long MEMORY_NANOS = 1_000_000_000L;
    private final WorkerParts parts;
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
        try {
            parts.source().check().join();
            parts.store().check().join();
            parts.catalog().find(List.of());
            parts.uploads().depth();
            parts.backfill().depth();
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(FileFlow.classed(e).failure());
        } catch (JdbiException e) {
            return Optional.of(new Failure(FailureCode.DATABASE_DOWN, String.valueOf(e.getMessage())));
        } catch (QueueException e) {
            return Optional.of(new Failure(FailureCode.QUEUE_DOWN, String.valueOf(e.getMessage())));
        }
    }
}
