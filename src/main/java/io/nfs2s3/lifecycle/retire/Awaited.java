package io.nfs2s3.lifecycle.retire;

import io.nfs2s3.catalog.RetiredFiles.Kept;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        forEach(outcomes, Awaited::ofAll, file -> {}, each);
    }

    /**
     * The same.
     *
     * @param own throws when the mount is down, and these are not errors of their files alone
     * @param unknown told of each file that it cannot be done with
     */
    void forEach(
            Outcomes outcomes,
            Consumer<Collection<MigrationException>> own,
            Consumer<Kept> unknown,
            BiConsumer<Kept, T> each) {
        Map<Kept, MigrationException> failed = new LinkedHashMap<>();
        for (Map.Entry<Kept, CompletableFuture<T>> file : files.entrySet()) {
            try {
                each.accept(file.getKey(), FutureErrors.join(file.getValue()));
            } catch (MigrationException e) {
                failed.put(file.getKey(), e);
            }
        }
        List<MigrationException> outages = failed.values().stream()
                .filter(error -> error.code().nature() == Nature.OUTAGE)
                .toList();
        if (!outages.isEmpty()) {
            own.accept(outages);
        }
        failed.forEach((file, error) -> {
            outcomes.left(file, Obstacle.ORIGINAL_UNREADABLE, ErrorText.of(error));
            unknown.accept(file);
        });
    }

    private static void ofAll(Collection<MigrationException> outages) {
        throw outages.iterator().next();
    }
}
