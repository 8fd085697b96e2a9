package io.nfs2s3.catalog;

import io.nfs2s3.catalog.FailedFiles.Cursor;
import io.nfs2s3.catalog.FailedFiles.Requeued;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The statements on the FAILED rows of {@code nfs2s3.media}. They read along the index {@code media_failed}. */
final class FailedSql {
    private static final String MATCHING = """
             state = 'FAILED'
              AND (CAST(:kind AS text) IS NULL OR kind = :kind)
              AND (:prefix = '' OR starts_with(path, :prefix))
              AND (CAST(:code AS text) IS NULL OR failure_code = :code)
              AND (CAST(:from AS timestamptz) IS NULL OR failed_at >= :from)
              AND (CAST(:to AS timestamptz) IS NULL OR failed_at < :to)
              AND (NOT :named OR path = ANY (:paths))
            """;

    /** An object that was proved once: the retry asks for its key again, unless something else is under it now. */
    private static final String KEEPS_KEY =
            "(object_key IS NOT NULL AND failure_code NOT IN ('ALREADY_THERE', 'NOT_PROVED'))";

    private record Placed(FileVersion upload, Instant failedAt, long id) {
        private static final Comparator<Placed> BY_PLACE =
                Comparator.comparing(Placed::failedAt).thenComparingLong(Placed::id);
    }

    private FailedSql() {}

    static List<FailedFile> pageBefore(Handle handle, FailedFilter filter, @Nullable FailedFile last, int limit) {
        return bind(
                        handle.createQuery("SELECT id, path, generation, kind, failure_code, failure_message, attempts,"
                                + " failed_at FROM nfs2s3.media WHERE" + MATCHING + """
                                 AND (CAST(:lastAt AS timestamptz) IS NULL OR (failed_at, id) < (:lastAt, :lastId))
                                ORDER BY failed_at DESC, id DESC LIMIT :limit"""),
                        filter)
                .bind("lastAt", last == null ? null : last.failedAt())
                .bind("lastId", last == null ? 0 : last.id())
                .bind("limit", limit)
                .map((row, context) -> new FailedFile(
                        row.getLong("id"),
                        upload(row),
                        row.getString("kind"),
                        row.getString("failure_code"),
                        row.getString("failure_message"),
                        row.getInt("attempts"),
                        row.getTimestamp("failed_at").toInstant()))
                .list();
    }

    static List<FailureCount> byReason(Handle handle, FailedFilter filter) {
        return bind(
                        handle.createQuery("SELECT failure_code, count(*) AS files, min(failed_at) AS first_at,"
                                + " max(failed_at) AS last_at, min(path) AS example FROM nfs2s3.media WHERE" + MATCHING
                                + " GROUP BY failure_code ORDER BY files DESC, failure_code"),
                        filter)
                .map((row, context) -> new FailureCount(
                        row.getString("failure_code"),
                        row.getLong("files"),
                        row.getTimestamp("first_at").toInstant(),
                        row.getTimestamp("last_at").toInstant(),
                        row.getString("example")))
                .list();
    }

    static Instant now(Handle handle) {
        return handle.createQuery("SELECT now()").mapTo(Instant.class).one();
    }

    /** Rows are locked and changed by one statement that waits for no other, so that it cannot deadlock. */
    static Optional<Requeued> requeue(Handle handle, FailedFilter filter, Cursor after, int limit) {
        List<Placed> rows = bind(handle.createQuery("""
                                WITH page AS (
                                    SELECT id AS page_id, generation AS page_generation, failed_at AS page_at
                                    FROM nfs2s3.media WHERE""" + MATCHING + """
                                     AND (failed_at, id) > (:afterAt, :afterId) AND failed_at < :end
                                    ORDER BY failed_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
                                )
                                UPDATE nfs2s3.media
                                SET state = 'QUEUED', queued_at = now(), attempts = 0,
                                    generation = generation + CASE WHEN\s""" + KEEPS_KEY + """
                                         THEN 0 ELSE 1 END,
                                    (object_key, size_bytes, source_mtime, checksum, etag, version_id, migrated_at) = (
                                        SELECT object_key, size_bytes, source_mtime, checksum, etag, version_id, migrated_at
                                        WHERE\s""" + KEEPS_KEY + """
                                    ),
                                    failed_at = NULL, failure_code = NULL, failure_message = NULL, by_backfill = true
                                FROM page WHERE id = page_id AND generation = page_generation AND state = 'FAILED'
                                RETURNING path, generation, page_id, page_at"""), filter)
                .bind("afterAt", after.failedAt())
                .bind("afterId", after.id())
                .bind("end", after.end())
                .bind("limit", limit)
                .map((row, context) ->
                        new Placed(upload(row), row.getTimestamp("page_at").toInstant(), row.getLong("page_id")))
                .list();
        return rows.stream()
                .max(Placed.BY_PLACE)
                .map(last -> new Requeued(
                        rows.stream()
                                .map(Placed::upload)
                                .sorted(Comparator.comparing(FileVersion::path))
                                .toList(),
                        new Cursor(last.failedAt(), last.id(), after.end())));
    }

    static Set<String> failedOf(Handle handle, Collection<MediaPath> paths) {
        return handle.createQuery("SELECT path FROM nfs2s3.media WHERE state = 'FAILED' AND path = ANY (:paths)")
                .bindArray("paths", String.class, values(paths))
                .mapTo(String.class)
                .set();
    }

    private static <T extends SqlStatement<T>> T bind(T statement, FailedFilter filter) {
        FailureCode code = filter.code();
        return statement
                .bind("kind", filter.kind())
                .bind("prefix", filter.prefix())
                .bind("code", code == null ? null : code.name())
                .bind("from", filter.from())
                .bind("to", filter.to())
                .bind("named", !filter.paths().isEmpty())
                .bindArray("paths", String.class, values(filter.paths()));
    }

    private static List<String> values(Collection<MediaPath> paths) {
        return paths.stream().map(MediaPath::value).toList();
    }

    private static FileVersion upload(ResultSet row) throws SQLException {
        return new FileVersion(MediaPath.of(row.getString("path")), row.getInt("generation"));
    }
}
