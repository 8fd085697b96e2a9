package io.nfs2s3.catalog;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The list of objects that are to be removed, and the claims on them. A trigger on the media table fills the list when a
 * generation is superseded, and so does a file that fails.
 *
 * <p>Nothing is removed without a claim. A claim is only given while no row names the object, or may come to; and as long
 * as it lasts, no pointer can be set to the object. It ends when it is known that nothing was removed. What was removed
 * stays claimed for {@link #REMEMBERED}, for a copy that was proved before the removal may still wait for its flip.
 *
 * <p>Thread-safe. Any number of processes may work on the list; a claimed entry is its holder's for {@link #LEASE}.
 */
public final class SupersededObjects {
    /**
     * One object.
     *
     * @param key the key it was flipped to; null when it never was, and the key follows from the upload
     * @param versionId of the object, where a flip told it
     * @param givenAt when its generation was given out; null where a row named the object
     * @param again whether somebody had claimed it before, and may have removed the object
     * @param claim tells the holder's claim from another's; null while it is not claimed
     */
    public record Entry(
            long id,
            FileVersion upload,
            @Nullable ObjectKey key,
            @Nullable String versionId,
            @Nullable Instant givenAt,
            boolean again,
            @Nullable String claim) {
        /** The same with a key. */
        public Entry with(ObjectKey resolved) {
            return new Entry(id, upload, resolved, versionId, givenAt, again, claim);
        }

        Entry claimed(boolean before, String now) {
            return new Entry(id, upload, key, versionId, givenAt, before, now);
        }
    }

    /** An object that could not be removed, and why. */
    public record Kept(FileVersion upload, @Nullable String key, int attempts, String reason) {}

    /** Longer than the calls for one entry take; after it a holder counts as dead. */
    static final Duration LEASE = Duration.ofMinutes(15);

    /** Longer than any copy takes from its proof to its flip. */
    static final Duration REMEMBERED = Duration.ofDays(2);

    private static final String COLUMNS =
            "id, path, generation, object_key, version_id, given_at, claimed_at IS NOT NULL AS again";

    private final Jdbi jdbi;

    public SupersededObjects(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The entry of an upload whose object can be removed at once: a later generation is registered, and no reader was ever
     * given this one.
     */
    public Optional<Entry> neverVisible(FileVersion upload) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT " + COLUMNS + """
                 FROM nfs2s3.superseded
                WHERE path = :path AND generation = :generation AND NOT was_visible AND removed_at IS NULL
                    AND EXISTS (SELECT FROM nfs2s3.media WHERE path = :path AND generation > :generation)
                """)
                .bind("path", upload.path().value())
                .bind("generation", upload.generation())
                .map((row, context) -> entry(row))
                .findOne());
    }

    /**
     * Entries that are due: never visible and older than {@code settle} (no copy of them is under way any more), or
     * once visible and older than {@code retention}; and nobody works on them. What was once visible waits until its path is
     * on S3 again: as long as no later upload is, it may be the last copy.
     */
    public List<Entry> due(Duration settle, Duration retention, int limit) {
        return jdbi.withHandle(
                handle -> select(handle, COLUMNS, "ORDER BY superseded_at LIMIT :limit", settle, retention)
                        .bind("limit", limit)
                        .map((row, context) -> entry(row))
                        .list());
    }

    /** How many entries are {@linkplain #due due}. */
    public long countDue(Duration settle, Duration retention) {
        return jdbi.withHandle(handle -> select(handle, "count(*)", "", settle, retention)
                .mapTo(Long.class)
                .one());
    }

    private static Query select(Handle handle, String what, String order, Duration settle, Duration retention) {
        return handle.createQuery("SELECT " + what + """
                 FROM nfs2s3.superseded s
                WHERE removed_at IS NULL AND (not_before IS NULL OR not_before < now())
                    AND superseded_at < now() - make_interval(
                        secs => CASE WHEN was_visible THEN :retention ELSE :settle END)
                    AND NOT\s""" + ClaimSql.MAY_BE_LAST + order)
                .bind("settle", settle.toMillis() / 1_000.0)
                .bind("retention", retention.toMillis() / 1_000.0);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String key = row.getString("object_key");
        Timestamp given = row.getTimestamp("given_at");
        return new Entry(
                row.getLong("id"),
                new FileVersion(MediaPath.of(row.getString("path")), row.getInt("generation")),
                key == null ? null : new ObjectKey(key),
                row.getString("version_id"),
                given == null ? null : given.toInstant(),
                row.getBoolean("again"),
                null);
    }

    /**
     * Claims the objects of entries. An entry whose object is named by a row, or may come to be, leaves the list: it is
     * listed again when that row leaves the generation.
     *
     * @param entries with their keys
     * @return those that are claimed now; the caller reports what became of each
     */
    public List<Entry> claim(List<Entry> entries) {
        return TransactionRetry.inTransaction(jdbi, handle -> ClaimSql.claim(handle, entries));
    }

    /** The object of a claimed entry is gone, for good. */
    public void removed(List<Entry> claimed) {
        write(handle -> ClaimSql.removed(handle, claimed));
    }

    /** There is no object of a claimed entry. */
    public void missing(List<Entry> claimed) {
        write(handle -> ClaimSql.missing(handle, claimed));
    }

    /** Leaves claimed entries, whose objects were removed, to a later look: a copy of them may still be under way. */
    public void removedForNow(List<Entry> claimed) {
        write(handle -> ClaimSql.removedForNow(handle, claimed));
    }

    /**
     * The object of a claimed entry was not removed.
     *
     * @param certain whether it is known that it was not; else the claim stays
     */
    public void kept(Entry claimed, String reason, boolean certain) {
        write(handle -> ClaimSql.kept(handle, claimed, reason, certain));
    }

    /** Takes an entry off the list that no object can belong to. */
    public void forget(long id) {
        write(handle -> handle.execute("DELETE FROM nfs2s3.superseded WHERE id = ?", id));
    }

    /** Forgets what was removed so long ago that no copy can be under way any more. */
    public void forgetRemoved() {
        write(ClaimSql::forgetRemoved);
    }

    /** How many objects could not be removed, so far. */
    public long countKept() {
        return jdbi.withHandle(ClaimSql::countKept);
    }

    /** Objects that could not be removed, so far: those that have been tried most often. */
    public List<Kept> kept(int limit) {
        return jdbi.withHandle(handle -> ClaimSql.kept(handle, limit));
    }

    private void write(Function<Handle, Integer> statement) {
        TransactionRetry.statement(jdbi, statement);
    }
}
