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
        return jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT depth, oldest_age_seconds FROM nfs2s3.outbox_status")
                .map((row, context) -> new OutboxStatus(row.getLong("depth"), row.getLong("oldest_age_seconds")))
                .one());
    }

    /** The oldest entries. */
    public List<OutboxEntry> list(int limit) {
        return jdbi.withHandle(handle -> oldest(handle, limit));
    }

    static List<OutboxEntry> oldest(Handle handle, int limit) {
        return handle.createQuery("""
                SELECT id, message, created_at, attempts, last_error FROM nfs2s3.outbox ORDER BY id LIMIT :limit
                """)
                .bind("limit", limit)
                .map((row, context) -> new OutboxEntry(
                        row.getLong("id"),
                        row.getString("message"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getInt("attempts"),
                        row.getString("last_error")))
                .list();
    }

    static void delete(Handle handle, Collection<Long> ids) {
        handle.createUpdate("DELETE FROM nfs2s3.outbox WHERE id = ANY (:ids)")
                .bindArray("ids", Long.class, List.copyOf(ids))
                .execute();
    }

    static void recordRefusal(Handle handle, long id, String error) {
        handle.createUpdate("UPDATE nfs2s3.outbox SET attempts = attempts + 1, last_error = :error WHERE id = :id")
                .bind("id", id)
                .bind("error", error)
                .execute();
    }
}
