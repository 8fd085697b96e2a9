package io.nfs2s3.worker;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.queue.QueueException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jdbi.v3.core.JdbiException;

/** Looks whether everything that a worker depends on is there: mount, bucket, database, queues. */
public final class HealthCheck {
    private final WorkerParts parts;

    public HealthCheck(WorkerParts parts) {
        this.parts = parts;
    }

    /** The first thing that is down. */
    public Optional<Failure> check() {
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
