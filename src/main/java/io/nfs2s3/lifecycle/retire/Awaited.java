package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RetiredFiles.Kept;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** What is being done with files side by side. All of it is awaited, whatever becomes of a part. For one thread. */
final class Awaited<T> {
    private final Map<Kept, CompletableFuture<T>> files = new LinkedHashMap<>();

    void add(Kept file, CompletableFuture<T> call) {
        files.put(file, call);
    }

    /**
     * What cannot be done with one file is told, and its place is left unknown.
     *
     * @throws MigrationException when the mount is down
     */
    void forEach(Outcomes outcomes, BiConsumer<Kept, T> each) {
        forEach(each, (file, error) -> {
            boolean passes = error.code().nature() == Nature.OUTAGE;
            if (!passes) {
                outcomes.left(file, Obstacle.ORIGINAL_UNREADABLE, ErrorText.of(error));
            }
            return !passes;
        });
    }

    /** @throws MigrationException when it cannot be done with one of the files */
    void forEach(BiConsumer<Kept, T> each) {
        forEach(each, (file, error) -> false);
    }

    /** Takes an error of one file, or does not. */
    private interface Taker {
        boolean takes(Kept file, MigrationException error);
    }

    private void forEach(BiConsumer<Kept, T> each, Taker taker) {
        Optional<MigrationException> failed = Optional.empty();
        for (Map.Entry<Kept, CompletableFuture<T>> file : files.entrySet()) {
            try {
                each.accept(file.getKey(), FutureErrors.join(file.getValue()));
            } catch (MigrationException e) {
                if (!taker.takes(file.getKey(), e)) {
                    failed = failed.or(() -> Optional.of(e));
                }
            }
        }
        failed.ifPresent(error -> {
            throw error;
        });
    }
}
