package io.nfs2s3.outbox;

import io.nfs2s3.media.TimeRange;
import io.nfs2s3.queue.EncodedMessage;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.UnreadableMessageException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The statements on {@code nfs2s3.outbox} that find entries, and those that drain it. */
final class OutboxSql {
    private static final String COLUMNS =
            "id, message, created_at, attempts, last_error, set_aside_at IS NOT NULL AS set_aside";

    private static final String IN_WINDOW = """
             (CAST(:from AS timestamptz) IS NULL OR created_at >= :from)
              AND (CAST(:to AS timestamptz) IS NULL OR created_at < :to)
            """;

    private OutboxSql() {}

    /** Whether no entry waits. */
    static boolean isEmpty(Handle handle) {
        return handle.createQuery("SELECT NOT EXISTS (SELECT FROM nfs2s3.outbox WHERE set_aside_at IS NULL)")
                .mapTo(Boolean.class)
                .one();
    }

    static List<OutboxEntry> select(Handle handle, OutboxFilter filter, int limit) {
        // The codec writes every body, so a path stands in it in one way only.
        return bind(
                        handle.createQuery("SELECT " + COLUMNS + " FROM nfs2s3.outbox WHERE set_aside_at IS"
                                + (filter.setAside() ? " NOT NULL" : " NULL") + " AND" + IN_WINDOW + """
                                 AND (:prefix = '' OR strpos(message, :pathInBody) > 0)
                                 AND (NOT :errorsOnly OR last_error IS NOT NULL)
                                ORDER BY id LIMIT :limit"""),
                        filter.window())
                .bind("prefix", filter.pathPrefix())
                .bind("pathInBody", MessageCodec.beginningOfPath(filter.pathPrefix()))
                .bind("errorsOnly", filter.errorsOnly())
                .bind("limit", limit)
                .map((row, context) -> entry(row))
                .list();
    }

    /**
     * What a drain needs to know of an entry.
     *
     * @param message null when the entry is no message
     * @param flaw why it is none; empty otherwise
     */
    record Waiting(long id, @Nullable EncodedMessage message, String flaw, int attempts) {
        static Waiting of(ResultSet row) throws SQLException {
            long id = row.getLong("id");
            int attempts = row.getInt("attempts");
            try {
                return new Waiting(id, EncodedMessage.read(row.getString("message")), "", attempts);
            } catch (UnreadableMessageException e) {
                return new Waiting(id, null, String.valueOf(e.getMessage()), attempts);
            }
        }
    }

    /**
     * The oldest entries that wait, of those behind an id. From here on the transaction reads by index only: what the
     * planner knows of a queue table is always old. With pages of a hundred it sorted 5,000 entries for each, on its way
     * over 15,000 dead ones.
     */
    static List<Waiting> oldest(Handle handle, TimeRange window, long after, int limit) {
        handle.execute(
                "SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_seqscan = off");
        return bind(
                        handle.createQuery("SELECT id, message, attempts FROM nfs2s3.outbox"
                                + " WHERE set_aside_at IS NULL AND id > :after AND" + IN_WINDOW
                                + " ORDER BY id LIMIT :limit"),
                        window)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) -> Waiting.of(row))
                .list();
    }

    /** The smallest id that waits in a window; 0 when there is none. */
    static long firstId(Handle handle, TimeRange window) {
        return bind(
                        handle.createQuery(
                                "SELECT coalesce(min(id), 0) FROM nfs2s3.outbox WHERE set_aside_at IS NULL AND"
                                        + IN_WINDOW),
                        window)
                .mapTo(Long.class)
                .one();
    }

    static OutboxPreview preview(Handle handle, TimeRange window, long limit, boolean withSetAside) {
        return bind(handle.createQuery("""
                                WITH chosen AS (
                                    SELECT id FROM nfs2s3.outbox
                                    WHERE (set_aside_at IS NULL OR :withSetAside) AND""" + IN_WINDOW + """
                                    ORDER BY id LIMIT :limit
                                )
                                SELECT count(*) AS n, min(id) AS first_id, max(id) AS last_id FROM chosen"""), window)
                .bind("withSetAside", withSetAside)
                .bind("limit", limit)
                .map((row, context) -> new OutboxPreview(
                        row.getLong("n"), find(handle, row.getLong("first_id")), find(handle, row.getLong("last_id"))))
                .one();
    }

    private static Optional<OutboxEntry> find(Handle handle, long id) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM nfs2s3.outbox WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> entry(row))
                .findOne();
    }

    static int takeBack(Handle handle, TimeRange window) {
        return bind(
                        handle.createUpdate("UPDATE nfs2s3.outbox SET set_aside_at = NULL, attempts = 0"
                                + " WHERE set_aside_at IS NOT NULL AND" + IN_WINDOW),
                        window)
                .execute();
    }

    /** Deletes entries. With none it shows that some could be deleted: the server would refuse it as well. */
    static int delete(Handle handle, Collection<Long> ids) {
        return handle.createUpdate("DELETE FROM nfs2s3.outbox WHERE id = ANY (:ids)")
                .bindArray("ids", Long.class, List.copyOf(ids))
                .execute();
    }

    /** Counts a refusal; an entry that is at fault itself is set aside at the {@code limit}th. */
    static int recordRefusal(Handle handle, long id, String error, boolean ownFault, int limit) {
        return handle.createUpdate("""
                UPDATE nfs2s3.outbox SET attempts = attempts + 1, last_error = :error,
                    set_aside_at = CASE WHEN :ownFault AND attempts + 1 >= :limit THEN now() ELSE set_aside_at END
                WHERE id = :id
                """)
                .bind("id", id)
                .bind("error", error)
                .bind("ownFault", ownFault)
                .bind("limit", limit)
                .execute();
    }

    private static <T extends SqlStatement<T>> T bind(T statement, TimeRange window) {
        return statement.bind("from", window.from()).bind("to", window.to());
    }

    private static OutboxEntry entry(ResultSet row) throws SQLException {
        return new OutboxEntry(
                row.getLong("id"),
                row.getString("message"),
                row.getTimestamp("created_at").toInstant(),
                row.getInt("attempts"),
                row.getString("last_error"),
                row.getBoolean("set_aside"));
    }
}
