package io.nfs2s3.worker;

import io.nfs2s3.catalog.SupersededObjects;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.storage.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes objects of superseded generations: at once if no reader was ever given them, otherwise when every cache has
 * forgotten them. Thread-safe.
 */
public final class ObjectCleaner {
    /** Longer than any copy can be under way whose flip will fail. */
    private static final Duration SETTLE = Duration.ofHours(1);

    private static final int BATCH = 500;
    private static final Logger log = LoggerFactory.getLogger(ObjectCleaner.class);
    private final SupersededObjects superseded;
    private final ObjectStore store;

    public ObjectCleaner(SupersededObjects superseded, ObjectStore store) {
        this.superseded = superseded;
        this.store = store;
    }

    /** Removes the object of an upload that lost its flip, if a later generation is why and no reader knows it. */
    void removeIfNeverVisible(FileVersion upload, ObjectKey key) {
        if (superseded.neverVisible(upload)) {
            delete(key);
            log.debug("removed superseded object key={}", key);
        }
    }

    /** Removes what is due. @return how many objects were removed */
    public int sweep() {
        int removed = 0;
        List<SupersededObjects.Entry> due;
        do {
            due = superseded.due(SETTLE, store.settings().supersededRetention(), BATCH);
            for (SupersededObjects.Entry entry : due) {
                key(entry).ifPresent(this::delete);
                superseded.forget(entry.id());
                removed++;
            }
        } while (due.size() == BATCH);
        return removed;
    }

    /** How many objects {@link #sweep} would remove. */
    public long due() {
        return superseded.countDue(SETTLE, store.settings().supersededRetention());
    }

    /** Empty when it would be longer than S3 allows, so that there cannot be an object. */
    private Optional<ObjectKey> key(SupersededObjects.Entry entry) {
        if (entry.key() != null) {
            return Optional.of(entry.key());
        }
        try {
            return Optional.of(ObjectKey.of(
                    store.settings().prefix(),
                    entry.upload().path(),
                    entry.upload().generation()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Has the store forget parts of copies that died. @return how many uploads they were of */
    public int sweepParts(Clock clock) {
        return join(store.forgetAbandonedParts(store.settings().abandonedParts(), clock));
    }

    /** Of how many uploads {@link #sweepParts} would have the store forget the parts. */
    public int abandonedParts(Clock clock) {
        return join(store.abandonedParts(store.settings().abandonedParts(), clock))
                .size();
    }

    private boolean delete(ObjectKey key) {
        return join(store.delete(key));
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof MigrationException classed ? classed : e;
        }
    }
}
