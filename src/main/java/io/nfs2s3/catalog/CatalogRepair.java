package io.nfs2s3.catalog;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.StoredCopy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * What a verify mends in the database. Each method is one transaction, and changes nothing where the row is not as it was
 * when it was looked at. Thread-safe.
 */
public final class CatalogRepair {
    /** Who flipped, in the figures of progress. */
    private static final String WORKER = "verify";

    private static final String AS_SEEN = """
             WHERE path = :path AND generation = :generation AND state = :state
                AND object_key IS NOT DISTINCT FROM :key
            """;

    private final Jdbi jdbi;
    private final MediaCatalog catalog;

    public CatalogRepair(Jdbi jdbi, MediaCatalog catalog) {
        this.jdbi = jdbi;
        this.catalog = catalog;
    }

    /**
     * Sends the readers of a file to its original, and registers this as its next upload: its object gets another key.
     *
     * @param seen the row whose original was proved
     * @return the new upload; empty when the row changed
     */
    public Optional<Registration> flipBack(RecordedCopy seen) {
        return TransactionRetry.inTransaction(
                jdbi, handle -> isAsSeen(handle, seen) ? Optional.of(repaired(handle, seen.path())) : Optional.empty());
    }

    /**
     * Registers an original that has no row.
     *
     * @return the upload; empty when it has a row by now
     * @throws IllegalArgumentException when no kind covers it
     */
    public Optional<Registration> register(MediaPath path) {
        return TransactionRetry.inTransaction(
                jdbi,
                handle -> RecordedSql.find(handle, List.of(path)).isEmpty()
                        ? Optional.of(register(handle, path))
                        : Optional.empty());
    }

    private Registration repaired(Handle handle, MediaPath path) {
        LedgerAct.REPAIR.say(handle);
        return register(handle, path);
    }

    private Registration register(Handle handle, MediaPath path) {
        return Objects.requireNonNull(
                catalog.register(handle.getConnection(), List.of(path)).get(path));
    }

    /**
     * Writes the ETag and the version of an object whose bytes were proved.
     *
     * @return false when the row changed
     */
    public boolean takeUp(RecordedCopy seen, @Nullable String etag, @Nullable String versionId) {
        return TransactionRetry.inTransaction(jdbi, handle -> {
            LedgerAct.REPAIR.say(handle);
            return handle.createUpdate("UPDATE nfs2s3.media SET etag = :etag, version_id = :version" + AS_SEEN)
                            .bind("path", seen.path().value())
                            .bind("generation", seen.generation())
                            .bind("state", seen.state().name())
                            .bind("key", keyOf(seen))
                            .bind("etag", etag)
                            .bind("version", versionId)
                            .execute()
                    == 1;
        });
    }

    /**
     * Sends the readers of a HELD file, whose original is gone, to its object, which was proved.
     *
     * @return false when the row changed, or its object is being removed
     */
    public boolean flip(StoredCopy proved, RecordedCopy seen) {
        return TransactionRetry.inTransaction(jdbi, handle -> {
            if (!isAsSeen(handle, seen)) {
                return false;
            }
            LedgerAct.REPAIR.say(handle); // of both steps: the first is no undo of a roll back
            handle.createUpdate("UPDATE nfs2s3.media SET state = 'QUEUED' WHERE id = :id AND state = 'HELD'")
                    .bind("id", seen.id())
                    .execute();
            boolean flipped = !catalog.flip(handle, WORKER, List.of(proved)).isEmpty();
            if (!flipped) {
                handle.rollback();
            }
            return flipped;
        });
    }

    /**
     * Puts an object on the list of the sweep, if a later upload of its path is registered.
     *
     * @return whether it is on the list
     */
    public boolean leaveToSweep(FileVersion upload, String key) {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                INSERT INTO nfs2s3.superseded (path, generation, object_key, was_visible)
                SELECT m.path, :generation, :key, true FROM nfs2s3.media m
                WHERE m.path = :path AND m.generation > :generation AND m.object_key IS DISTINCT FROM :key
                ON CONFLICT (path, generation) DO UPDATE SET superseded_at = now(), removed_at = NULL
                """)
                                .bind("path", upload.path().value())
                                .bind("generation", upload.generation())
                                .bind("key", key)
                                .execute()
                        == 1);
    }

    private static boolean isAsSeen(Handle handle, RecordedCopy seen) {
        return handle.createQuery("SELECT 1 FROM nfs2s3.media" + AS_SEEN + "FOR UPDATE")
                .bind("path", seen.path().value())
                .bind("generation", seen.generation())
                .bind("state", seen.state().name())
                .bind("key", keyOf(seen))
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static @Nullable String keyOf(RecordedCopy row) {
        return row.key() == null ? null : row.key().value();
    }
}
