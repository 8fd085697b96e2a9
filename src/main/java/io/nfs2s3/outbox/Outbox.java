package io.nfs2s3.outbox;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.MigrationMessage.Source;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The outbox table. Thread-safe. */
public final class Outbox {
    private final Jdbi jdbi;

    public Outbox(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Appends a message for each upload, in the order given. */
    public void append(List<FileVersion> uploads) {
        TransactionRetry.statement(jdbi, handle -> append(handle, uploads));
    }

    /** Like {@link #append(List)}, in the transaction of the caller. */
    public static void append(Connection connection, List<FileVersion> uploads) {
        Jdbi.create(connection).registerArrayType(String.class, "text").useHandle(handle -> append(handle, uploads));
    }

    /** Appends a message without a generation for each path, in the order given; the worker registers what is new. */
    public void appendUnregistered(List<MediaPath> paths) {
        TransactionRetry.statement(
                jdbi,
                handle ->
                        insert(handle, paths.stream().map(FileRef::unregistered).toList()));
    }

    private static int append(Handle handle, List<FileVersion> uploads) {
        return insert(handle, uploads.stream().map(FileRef::of).toList());
    }

    private static int insert(Handle handle, List<FileRef> files) {
        List<String> bodies = files.stream()
                .map(file -> MessageCodec.encode(MigrationMessage.of(Source.DRAIN, file)))
                .toList();
        return handle.createUpdate("""
                INSERT INTO nfs2s3.outbox (message)
                SELECT body FROM unnest(:bodies) WITH ORDINALITY AS b (body, n) ORDER BY n
                """)
                .bindArray("bodies", String.class, bodies)
                .execute();
    }

    public OutboxStatus status() {
        return jdbi.withHandle(
                handle -> handle.createQuery("SELECT depth, oldest_age_seconds, set_aside FROM nfs2s3.outbox_status")
                        .map((row, context) -> new OutboxStatus(
                                row.getLong("depth"), row.getLong("oldest_age_seconds"), row.getLong("set_aside")))
                        .one());
    }

    /** The drainer that is at work, on any host. */
    public Optional<LeaseHolder> drainer() {
        return jdbi.withHandle(DrainLease::holder);
    }

    /** The oldest entries that wait for SQS. */
    public List<OutboxEntry> list(int limit) {
        return list(OutboxFilter.WAITING, limit);
    }

    /** The oldest entries that were set aside. */
    public List<OutboxEntry> listSetAside(int limit) {
        return list(OutboxFilter.SET_ASIDE, limit);
    }

    /** The oldest entries that a filter lets through. */
    public List<OutboxEntry> list(OutboxFilter filter, int limit) {
        return jdbi.withHandle(handle -> OutboxSql.select(handle, filter, limit));
    }

    /**
     * What a drain of a window would send at this moment, if SQS took it all.
     *
     * @param withSetAside as if those that were set aside waited again
     */
    public OutboxPreview preview(TimeRange window, long limit, boolean withSetAside) {
        return jdbi.withHandle(handle -> OutboxSql.preview(handle, window, limit, withSetAside));
    }

    /**
     * Has entries that were set aside wait for SQS again, in their old places.
     *
     * @return how many
     */
    public int takeBack() {
        return takeBack(TimeRange.ALL);
    }

    /** The same for those of a window. */
    public int takeBack(TimeRange window) {
        return TransactionRetry.statement(jdbi, handle -> OutboxSql.takeBack(handle, window));
    }
}
