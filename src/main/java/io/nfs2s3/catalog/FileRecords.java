package io.nfs2s3.catalog;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.media.MediaPath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/**
 * Reads all that rows of {@code nfs2s3.media} say. Thread-safe. Errors of the database come as
 * {@link org.jdbi.v3.core.JdbiException}.
 */
public final class FileRecords {
    private final Jdbi jdbi;

    public FileRecords(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Those of these paths that have a row. */
    public Map<MediaPath, FileRecord> find(Collection<MediaPath> paths) {
        return jdbi.withHandle(handle -> handle
                .createQuery("SELECT id, path, generation, state, object_key, size_bytes, source_mtime, checksum, etag,"
                        + " version_id, kind, attempts, by_backfill, registered_at, queued_at, migrated_at, retired_at,"
                        + " failed_at, failure_code, failure_message FROM nfs2s3.media WHERE path = ANY (:paths)")
                .bindArray("paths", String.class, MediaSql.values(paths))
                .map((row, context) -> record(row))
                .stream()
                .collect(toMap(record -> record.copy().path(), Function.identity())));
    }

    private static FileRecord record(ResultSet row) throws SQLException {
        return new FileRecord(
                RecordedSql.copy(row),
                row.getString("kind"),
                row.getInt("attempts"),
                row.getBoolean("by_backfill"),
                row.getTimestamp("registered_at").toInstant(),
                row.getTimestamp("queued_at").toInstant(),
                RecordedSql.instant(row, "migrated_at"),
                RecordedSql.instant(row, "retired_at"),
                RecordedSql.instant(row, "failed_at"),
                row.getString("failure_code"),
                row.getString("failure_message"));
    }
}
