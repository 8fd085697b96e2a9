package io.nfs2s3.catalog;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Objects of generations that a re-upload replaced. A trigger on the media table fills the list; the worker and the
 * sweep empty it. Thread-safe.
 */
public final class SupersededObjects {
    /** @param key the key it was flipped to; null when it never was, and the key follows from the upload */
    public record Entry(
            long id, FileVersion upload, @Nullable ObjectKey key) {}

    private final Jdbi jdbi;

    public SupersededObjects(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Whether the object of this upload can be removed at once: a later generation is registered, and no reader was
     * ever given this one.
     */
    public boolean neverVisible(FileVersion upload) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                SELECT EXISTS (SELECT 1 FROM nfs2s3.media WHERE path = :path AND generation > :generation)
                   AND NOT EXISTS (SELECT 1 FROM nfs2s3.superseded
                                   WHERE path = :path AND generation = :generation AND was_visible)
                """)
                .bind("path", upload.path().value())
                .bind("generation", upload.generation())
                .mapTo(Boolean.class)
                .one());
    }

    /**
     * Entries that are due: never visible and older than {@code settle} (no copy of them is under way any more), or
     * once visible and older than {@code retention}.
     */
    public List<Entry> due(Duration settle, Duration retention, int limit) {
        return jdbi.withHandle(handle -> select(
                        handle,
                        "id, path, generation, object_key",
                        "ORDER BY superseded_at LIMIT :limit",
                        settle,
                        retention)
                .bind("limit", limit)
                .map((row, context) -> new Entry(
                        row.getLong("id"),
                        new FileVersion(MediaPath.of(row.getString("path")), row.getInt("generation")),
                        row.getString("object_key") == null ? null : new ObjectKey(row.getString("object_key"))))
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
                 FROM nfs2s3.superseded
                WHERE superseded_at < now() - make_interval(
                    secs => CASE WHEN was_visible THEN :retention ELSE :settle END)
                """ + order)
                .bind("settle", settle.toMillis() / 1_000.0)
                .bind("retention", retention.toMillis() / 1_000.0);
    }

    /** Forgets an entry whose object was removed. */
    public void forget(long id) {
        TransactionRetry.statement(jdbi, handle -> handle.execute("DELETE FROM nfs2s3.superseded WHERE id = ?", id));
    }
}
