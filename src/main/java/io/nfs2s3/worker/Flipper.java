package io.nfs2s3.worker;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.database.DatabaseErrors;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.StoredCopy;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Flips pointers in batches, one statement each. Thread-safe. */
final class Flipper {
    private record Waiting(StoredCopy copy, CompletableFuture<Boolean> flipped) {}

    private final MediaCatalog catalog;
    private final String worker;
    private final Batcher<Waiting> batcher;

    Flipper(MediaCatalog catalog, String worker, WorkerSettings settings) {
        this.catalog = catalog;
        this.worker = worker;
        this.batcher = new Batcher<>("nfs2s3-flip", settings.flipBatch(), settings.flipLinger(), this::flip);
    }

    /** Completes with true when the pointer was flipped, with false when the compare-and-set did not match. */
    CompletableFuture<Boolean> submit(StoredCopy copy) {
        CompletableFuture<Boolean> flipped = new CompletableFuture<>();
        batcher.add(new Waiting(copy, flipped));
        return flipped;
    }

    private void flip(List<Waiting> batch) {
        try {
            Map<FileVersion, Waiting> first = new LinkedHashMap<>(); // a message may have come twice
            batch.forEach(waiting -> first.putIfAbsent(waiting.copy().upload(), waiting));
            Set<FileVersion> flipped = new HashSet<>(catalog.flip(
                    worker, first.values().stream().map(Waiting::copy).toList()));
            batch.forEach(
                    waiting -> // the second of two gets false
                    waiting.flipped.complete(flipped.remove(waiting.copy().upload())));
        } catch (RuntimeException | Error e) {
            if (batch.size() > 1 && !DatabaseErrors.isOutage(e)) {
                // one bad row rolled all of them back: find out which
                batch.forEach(waiting -> flip(List.of(waiting)));
            } else {
                MigrationException failure =
                        new MigrationException(code(e), "the pointer could not be flipped: " + ErrorText.ofRoot(e), e);
                batch.forEach(waiting -> waiting.flipped.completeExceptionally(failure));
            }
        }
    }

    private static FailureCode code(Throwable error) {
        if (error instanceof SiteUpdateException) {
            return FailureCode.SITE_UPDATE;
        }
        return DatabaseErrors.isOutage(error) ? FailureCode.DATABASE_DOWN : FailureCode.INTERNAL;
    }

    /** Flips what waits, and ends. @return false when that is not done at the end of the patience */
    boolean close(Duration patience) {
        return batcher.close(patience);
    }
}
