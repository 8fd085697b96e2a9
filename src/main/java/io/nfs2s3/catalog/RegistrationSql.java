package io.nfs2s3.catalog;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.database.Deadline;
import io.nfs2s3.database.TransactionLimits;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/** The statements on {@code nfs2s3.media} that register uploads: one for a single file, one for many. */
final class RegistrationSql {
    /** A registration, and the pointer before it ({@code null}: no row was visible to the statement). */
    record Registered(Registration registration, @Nullable Location previous) {
        /** A row that was not visible and still had a generation came, and may have been flipped, meanwhile. */
        boolean mayLeaveS3() {
            return previous == Location.S3
                    || (previous == null && registration.upload().generation() > 1);
        }
    }

    private static final String REGISTERED = """
            RETURNING m.path, m.generation, m.state, (SELECT s.id FROM nfs2s3.site s) AS site
            """;

    private static final String OUTBOX_EMPTY = "SELECT e.is_empty FROM nfs2s3.outbox_empty e";

    /** By the snapshot of the statement: for those who send nothing by it. */
    private static final String AND_OUTBOX = ", (" + OUTBOX_EMPTY + ") AS outbox_empty ";

    private static final String NEXT_GENERATION = """
            ON CONFLICT (path) DO UPDATE SET
                kind = EXCLUDED.kind, generation = m.generation + 1, location = 'NFS', state = EXCLUDED.state,
                size_bytes = NULL, source_mtime = NULL, checksum = NULL, object_key = NULL, etag = NULL,
                version_id = NULL, registered_at = now(), queued_at = now(), migrated_at = NULL,
                retired_at = NULL, failed_at = NULL, failure_code = NULL, failure_message = NULL, attempts = 0,
                by_backfill = false
            """ + REGISTERED;

    private static final String ONE =
            "INSERT INTO nfs2s3.media AS m (path, kind, state) VALUES (?, ?, ?) " + NEXT_GENERATION;

    /**
     * Three statements in one transaction and one round trip. The outbox is asked by one of its own, behind the lock of the
     * row: who had the row before may have written to the outbox, which the snapshot of a statement that waited for him
     * does not show.
     */
    private static final String ONE_WITHIN_MILLIS =
            "SELECT set_config('statement_timeout', ?, true); " + ONE + "; " + OUTBOX_EMPTY;

    /** The pointers before are locked in the order of the paths, before the statement changes anything. */
    private static final String MANY = """
            WITH input AS (
                SELECT * FROM unnest(:paths, :kinds, :states) AS i (path, kind, state)
            ), before AS (
                SELECT m.path, m.location FROM nfs2s3.media m JOIN input i ON i.path = m.path
                ORDER BY m.path FOR UPDATE OF m
            )
            INSERT INTO nfs2s3.media AS m (path, kind, state)
            SELECT i.path, i.kind, i.state FROM input i LEFT JOIN before b ON b.path = i.path
            ORDER BY i.path
            """ + NEXT_GENERATION + AND_OUTBOX
            + ", (SELECT b.location FROM before b WHERE b.path = m.path) AS previous";

    private static final String LOST = """
            INSERT INTO nfs2s3.media AS m (path, kind, state, generation, object_key, size_bytes, checksum, etag, version_id,
                migrated_at)
            VALUES (:path, :kind, :state, :generation, :key, :size, :checksum, :etag, :version,
                CASE WHEN :key IS NOT NULL THEN now() END)
            ON CONFLICT (path) DO NOTHING
            """ + REGISTERED + AND_OUTBOX;

    private RegistrationSql() {}

    /**
     * Registers one upload; the pointer before is not told. Each upload of the site waits for this, so it goes by JDBC
     * itself (Jdbi's share would be a tenth of the time), and with values in place of arrays (an eighth less).
     *
     * @param site told the id of the site
     */
    static Registration one(Handle handle, MediaKinds kinds, MediaPath path, Consumer<String> site) {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(ONE + AND_OUTBOX)) {
            bind(statement, 1, kinds.of(path), path);
            statement.execute();
            return one(statement, site);
        } catch (SQLException e) {
            throw notRegistered(e);
        }
    }

    /** The same, unless the server has not done it by the deadline. */
    static Registration one(Handle handle, MediaKinds kinds, MediaPath path, Consumer<String> site, Deadline deadline) {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(ONE_WITHIN_MILLIS)) {
            statement.setString(1, String.valueOf(TransactionLimits.statementMillis(handle, deadline)));
            bind(statement, 2, kinds.of(path), path);
            statement.execute();
            statement.getMoreResults();
            return oneAndOutbox(statement, site);
        } catch (SQLException e) {
            throw notRegistered(e);
        }
    }

    private static void bind(PreparedStatement statement, int first, MediaKind kind, MediaPath path)
            throws SQLException {
        statement.setString(first, path.value());
        statement.setString(first + 1, kind.name());
        statement.setString(first + 2, kind.registeredState().name());
    }

    private static Registration one(PreparedStatement executed, Consumer<String> site) throws SQLException {
        try (ResultSet row = executed.getResultSet()) {
            row.next();
            site.accept(row.getString("site"));
            return registration(row);
        }
    }

    /** The outbox has the result behind that of the row. */
    private static Registration oneAndOutbox(PreparedStatement executed, Consumer<String> site) throws SQLException {
        FileVersion upload;
        MediaState state;
        try (ResultSet row = executed.getResultSet()) {
            row.next();
            site.accept(row.getString("site"));
            upload = MediaSql.upload(row);
            state = state(row);
        }
        executed.getMoreResults();
        try (ResultSet row = executed.getResultSet()) {
            row.next();
            return new Registration(upload, state, row.getBoolean(1));
        }
    }

    private static UnableToExecuteStatementException notRegistered(SQLException cause) {
        return new UnableToExecuteStatementException("the upload was not registered", cause, null);
    }

    /**
     * Registers many.
     *
     * @param sorted no path twice
     * @param site told the id of the site, for each
     */
    static List<Registered> many(Handle handle, MediaKinds kinds, Collection<MediaPath> sorted, Consumer<String> site) {
        return handle.createQuery(MANY)
                .bindArray("paths", String.class, MediaSql.values(sorted))
                .bindArray(
                        "kinds",
                        String.class,
                        MediaSql.list(sorted, path -> kinds.of(path).name()))
                .bindArray(
                        "states",
                        String.class,
                        MediaSql.list(
                                sorted, path -> kinds.of(path).registeredState().name()))
                .map((row, context) -> {
                    site.accept(row.getString("site"));
                    String previous = row.getString("previous");
                    return new Registered(registration(row), previous == null ? null : Location.valueOf(previous));
                })
                .list();
    }

    /** Registers an upload under its own generation; empty when its path has a row. */
    static Optional<Registration> lost(
            Handle handle, MediaKinds kinds, FileVersion upload, @Nullable UnprovedCopy copy) {
        Checksum checksum = copy == null ? null : copy.checksum();
        MediaKind kind = kinds.of(upload.path());
        return handle.createQuery(LOST)
                .bind("path", upload.path().value())
                .bind("kind", kind.name())
                .bind("state", kind.registeredState().name())
                .bind("generation", upload.generation())
                .bind("key", copy == null ? null : copy.key().value())
                .bind("size", copy == null ? null : copy.sizeBytes())
                .bind("checksum", checksum == null ? null : checksum.toString())
                .bind("etag", copy == null ? null : copy.etag())
                .bind("version", copy == null ? null : copy.versionId())
                .map((row, context) -> registration(row))
                .findOne();
    }

    private static Registration registration(ResultSet row) throws SQLException {
        return new Registration(MediaSql.upload(row), state(row), row.getBoolean("outbox_empty"));
    }

    private static MediaState state(ResultSet row) throws SQLException {
        return MediaState.valueOf(row.getString("state"));
    }

    /**
     * The same with whether the outbox is empty now that the rows are locked. Asked only where a row may have been waited
     * for: one that was there.
     */
    static Map<MediaPath, Registration> behindLocks(Handle handle, Map<MediaPath, Registration> registered) {
        boolean mayHaveWaited = registered.values().stream()
                .anyMatch(one -> one.outboxEmpty() && one.upload().generation() > 1);
        if (!mayHaveWaited) {
            return registered;
        }
        boolean empty = handle.createQuery(OUTBOX_EMPTY).mapTo(Boolean.class).one();
        return registered.values().stream()
                .map(one -> new Registration(one.upload(), one.state(), empty))
                .collect(toMap(one -> one.upload().path(), Function.identity()));
    }
}
