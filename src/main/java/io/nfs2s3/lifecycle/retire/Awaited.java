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
import java.util.function.Consumer;

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
        forEach(outcomes, file -> {}, each);
    }

    /**
     * The same.
     *
     * @param unknown told of each file that it cannot be done with
     */
    void forEach(Outcomes outcomes, Consumer<Kept> unknown, BiConsumer<Kept, T> each) {
        Optional<MigrationException> failed = Optional.empty();
        for (Map.Entry<Kept, CompletableFuture<T>> file : files.entrySet()) {
            try {
                each.accept(file.getKey(), FutureErrors.join(file.getValue()));
            } catch (MigrationException e) {
                if (e.code().nature() == Nature.OUTAGE) {
                    failed = failed.or(() -> Optional.of(e));
                } else {
                    outcomes.left(file.getKey(), Obstacle.ORIGINAL_UNREADABLE, ErrorText.of(e));
                    unknown.accept(file.getKey());
                }
            }
        }
        failed.ifPresent(error -> {
            throw error;
        });
    }
}
