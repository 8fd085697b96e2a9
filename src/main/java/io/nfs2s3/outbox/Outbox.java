package io.nfs2s3.outbox;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.Upload;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The outbox table. Thread-safe. */
public final class Outbox {
    private final Jdbi jdbi;

    public Outbox(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Appends a message for each upload, in the order given. */
    public void append(List<Upload> uploads) {
        jdbi.useHandle(handle -> append(handle, uploads));
    }

    /** Like {@link #append(List)}, in the transaction of the caller. */
    public static void append(Connection connection, List<Upload> uploads) {
        Jdbi.create(connection).registerArrayType(String.class, "text").useHandle(handle -> append(handle, uploads));
    }

    /** Appends a message without a generation for each path, in the order given; the worker registers what is new. */
    public void appendUnregistered(List<MediaPath> paths) {
        jdbi.useHandle(handle ->
                insert(handle, paths.stream().map(FileRef::unregistered).toList()));
    }

    private static void append(Handle handle, List<Upload> uploads) {
        insert(handle, uploads.stream().map(FileRef::of).toList());
    }

    private static void insert(Handle handle, List<FileRef> files) {
        List<String> bodies = files.stream()
                .map(file -> MessageCodec.encode(MigrationMessage.of(Source.DRAIN, file)))
                .toList();
        handle.createUpdate("""
                INSERT INTO nfs2s3.outbox (message)
                SELECT body FROM unnest(:bodies) WITH ORDINALITY AS b (body, n) ORDER BY n
                """).bindArray("bodies", String.class, bodies).execute();
    }

    public OutboxStatus status() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT depth, oldest_age_seconds, set_aside FROM nfs2s3.outbox_status")
                        .map((row, context) -> new OutboxStatus(
                                row.getLong("depth"), row.getLong("oldest_age_seconds"), row.getLong("set_aside")))
                        .one());
    }

    /** The oldest entries that wait for SQS. */
    public List<OutboxEntry> list(int limit) {
        return jdbi.withHandle(handle -> oldest(handle, limit));
    }

    /** The oldest entries that were set aside. */
    public List<OutboxEntry> listSetAside(int limit) {
        return jdbi.withHandle(handle -> select(handle, true, limit));
    }

    /**
     * Has entries that were set aside wait for SQS again, in their old places.
     *
     * @return how many
     */
    public int takeBack() {
        return jdbi.withHandle(handle -> handle.execute(
                "UPDATE nfs2s3.outbox SET set_aside_at = NULL, attempts = 0 WHERE set_aside_at IS NOT NULL"));
    }

    static List<OutboxEntry> oldest(Handle handle, int limit) {
        return select(handle, false, limit);
    }

    private static List<OutboxEntry> select(Handle handle, boolean setAside, int limit) {
        return handle.createQuery("""
                SELECT id, message, created_at, attempts, last_error, set_aside_at IS NOT NULL AS set_aside
                FROM nfs2s3.outbox WHERE set_aside_at IS""" + (setAside ? " NOT NULL" : " NULL") + " ORDER BY id LIMIT :limit")
                .bind("limit", limit)
                .map((row, context) -> new OutboxEntry(
                        row.getLong("id"),
                        row.getString("message"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getInt("attempts"),
                        row.getString("last_error"),
                        row.getBoolean("set_aside")))
                .list();
    }

    static void delete(Handle handle, Collection<Long> ids) {
        handle.createUpdate("DELETE FROM nfs2s3.outbox WHERE id = ANY (:ids)")
                .bindArray("ids", Long.class, List.copyOf(ids))
                .execute();
    }

    /** Counts a refusal; an entry that is at fault itself is set aside at the {@code limit}th. */
    static void recordRefusal(Handle handle, long id, String error, boolean ownFault, int limit) {
        handle.createUpdate("""
                UPDATE nfs2s3.outbox SET attempts = attempts + 1, last_error = :error,
                    set_aside_at = CASE WHEN :ownFault AND attempts + 1 >= :limit THEN now() END
                WHERE id = :id
                """)
                .bind("id", id)
                .bind("error", error)
                .bind("ownFault", ownFault)
                .bind("limit", limit)
                .execute();
    }
}
