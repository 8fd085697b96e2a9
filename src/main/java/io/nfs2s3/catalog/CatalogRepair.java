package io.nfs2s3.catalog;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * What a verify mends in the database. Each method is one transaction, and changes nothing where the row is not as it was
 * when it was looked at. Thread-safe.
 *
 * <p>Each fails with a {@link io.nfs2s3.media.MigrationException} while the site is suspended, and with a {@link
 * SiteUpdateException} when the site's own statement failed; then nothing was changed.
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
        return inTransaction(handle -> {
            if (!isAsSeen(handle, seen)) {
                return Optional.empty();
            }
            LedgerAct.REPAIR.say(handle);
            return Optional.ofNullable(catalog.register(handle.getConnection(), List.of(seen.path()))
                    .get(seen.path()));
        });
    }

    /**
     * Registers an original that has no row, as the upload of which its object is the copy. The row keeps what the object is,
     * as that of a file does that was rolled back and queued again: the worker compares, and nothing removes the object before
     * a later upload is in S3.
     *
     * @return the upload; empty when its path has a row by now
     * @throws IllegalArgumentException when no kind covers it
     */
    public Optional<Registration> register(FileVersion upload, UnprovedCopy copy) {
        return inTransaction(handle -> catalog.registerLost(handle, upload, copy));
    }

    /**
     * Registers an original that has neither a row nor an object.
     *
     * @return the upload; empty when its path has a row by now
     * @throws IllegalArgumentException when no kind covers it
     */
    public Optional<Registration> register(MediaPath path) {
        return inTransaction(handle -> catalog.registerLost(handle, new FileVersion(path, 1), null));
    }

    /**
     * Writes the ETag and the version of an object whose bytes were proved.
     *
     * @return false when the row changed
     */
    public boolean takeUp(RecordedCopy seen, @Nullable String etag, @Nullable String versionId) {
        return inTransaction(handle -> {
            LedgerAct.REPAIR.say(handle);
            return update(handle, "etag = :etag, version_id = :version", "", seen, etag, versionId);
        });
    }

    /**
     * Sends the readers of a FAILED file, whose original is gone, to its object, which was proved. What the row says of its
     * bytes stays. It is RETIRED then: MIGRATED would promise an original.
     *
     * @return false when the row changed, or its object is being removed
     */
    public boolean flip(RecordedCopy seen, ObjectKey key, @Nullable String etag, @Nullable String versionId) {
        return inTransaction(handle -> {
            LedgerAct.REPAIR.say(handle);
            boolean flipped = update(
                    handle,
                    "state = 'RETIRED', location = 'S3', migrated_at = now(), retired_at = now(), failed_at = NULL,"
                            + " failure_code = NULL, failure_message = NULL, etag = :etag, version_id = :version",
                    """
                     AND state = 'FAILED' AND NOT EXISTS (SELECT FROM nfs2s3.superseded s WHERE s.path = m.path
                        AND s.generation = m.generation AND s.claimed_at IS NOT NULL)
                    """,
                    seen,
                    etag,
                    versionId);
            if (flipped) {
                catalog.flipped(
                        handle,
                        WORKER,
                        List.of(new SiteUpdate.Change(seen.upload(), Location.S3, key)),
                        seen.sizeBytes() == null ? 0 : seen.sizeBytes());
            }
            return flipped;
        });
    }

    /**
     * Puts an object on the list of the sweep, if a later upload of its path is in S3. An entry of an earlier object of the
     * same upload, which was removed, becomes that of this one.
     *
     * @return false when there is none, or the object is on the list by now
     */
    public boolean leaveToSweep(FileVersion upload, String key) {
        return inTransaction(handle -> handle.createUpdate("""
                INSERT INTO nfs2s3.superseded AS s (path, generation, object_key, was_visible)
                SELECT m.path, :generation, :key, true FROM nfs2s3.media m
                WHERE m.path = :path AND m.generation > :generation AND m.location = 'S3' AND m.object_key <> :key
                ON CONFLICT (path, generation) DO UPDATE SET
                    object_key = EXCLUDED.object_key, version_id = NULL, was_visible = true, superseded_at = now(),
                    given_at = NULL, removed_at = NULL, not_before = NULL, attempts = 0, reason = NULL
                WHERE s.removed_at IS NOT NULL
                """)
                        .bind("path", upload.path().value())
                        .bind("generation", upload.generation())
                        .bind("key", key)
                        .execute()
                == 1);
    }

    /**
     * Has the server plan the site's own statement without running it.
     *
     * @throws SiteUpdateException when it would fail whatever the path is
     */
    public void checkSiteUpdate() {
        catalog.checkSiteUpdate();
    }

    private <T> T inTransaction(Function<Handle, T> work) {
        return TransactionRetry.inTransaction(jdbi, handle -> {
            SiteTable.requireNotSuspended(handle);
            return work.apply(handle);
        });
    }

    private static boolean update(
            Handle handle,
            String set,
            String condition,
            RecordedCopy seen,
            @Nullable String etag,
            @Nullable String versionId) {
        return bind(handle.createUpdate("UPDATE nfs2s3.media m SET " + set + AS_SEEN + condition), seen)
                        .bind("etag", etag)
                        .bind("version", versionId)
                        .execute()
                == 1;
    }

    private static boolean isAsSeen(Handle handle, RecordedCopy seen) {
        return bind(handle.createQuery("SELECT 1 FROM nfs2s3.media" + AS_SEEN + "FOR UPDATE"), seen)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    private static <T extends SqlStatement<T>> T bind(T statement, RecordedCopy seen) {
        return statement
                .bind("path", seen.path().value())
                .bind("generation", seen.generation())
                .bind("state", seen.state().name())
                .bind("key", seen.key() == null ? null : seen.key().value());
    }
}
