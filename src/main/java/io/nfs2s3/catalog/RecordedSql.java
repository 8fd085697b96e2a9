package io.nfs2s3.catalog;

import io.nfs2s3.catalog.RecordedCopies.Unnamed;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.ObjectKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements of {@link RecordedCopies}. Those by key read along the index {@code media_by_key}. */
final class RecordedSql {
    private static final String COLUMNS = """
             id, path, generation, state, object_key, size_bytes, source_mtime, checksum, etag, version_id
            FROM nfs2s3.media
            """;

    /** Keys of a prefix, for the index; starts_with() alone would read all of it. */
    private static final String OF_PREFIX = """
             object_key COLLATE "C" >= :prefix AND starts_with(object_key, :prefix)
            """;

    /** Rows enough for quantiles: at a hundred ranges their lengths are right within a tenth. */
    private static final double SAMPLED = 20_000;

    private static final int LEAST_OF_RANGE = 20;

    private RecordedSql() {}

    static List<RecordedCopy> page(Handle handle, KeyRange range, @Nullable RecordedCopy last, int limit) {
        boolean whole = range.after().isEmpty();
        String after = whole ? range.prefix() : range.after();
        long afterId = whole ? -1 : Long.MAX_VALUE;
        if (last != null && last.key() != null) {
            after = last.key().value();
            afterId = last.id();
        }
        String end = range.upTo() == null ? "" : "AND object_key COLLATE \"C\" <= :upTo ";
        return handle.createQuery("SELECT" + COLUMNS + """
                WHERE object_key IS NOT NULL AND (object_key COLLATE "C", id) > (:after, :afterId)\s""" + end + """
                ORDER BY object_key COLLATE "C", id LIMIT :limit
                """)
                .bind("after", after)
                .bind("afterId", afterId)
                .bind("upTo", range.upTo())
                .bind("limit", limit)
                .map((row, context) -> copy(row))
                .list();
    }

    static Optional<RecordedCopy> anyMigrated(Handle handle, String prefix, long largest, long looked) {
        return handle.createQuery("SELECT" + COLUMNS + """
                WHERE id = (
                    SELECT s.id FROM (
                        SELECT id, state, size_bytes FROM nfs2s3.media WHERE""" + OF_PREFIX + """
                        ORDER BY object_key COLLATE "C" LIMIT :looked) AS s
                    WHERE s.state IN ('MIGRATED', 'RETIRED') AND s.size_bytes <= :largest
                    LIMIT 1)
                """)
                .bind("prefix", prefix)
                .bind("looked", looked)
                .bind("largest", largest)
                .map((row, context) -> copy(row))
                .findOne();
    }

    static long count(Handle handle, String prefix) {
        return handle.createQuery("SELECT count(*) FROM nfs2s3.media WHERE" + OF_PREFIX)
                .bind("prefix", prefix)
                .mapTo(Long.class)
                .one();
    }

    static long bytes(Handle handle, String prefix) {
        return handle.createQuery("SELECT coalesce(sum(size_bytes), 0) FROM nfs2s3.media WHERE" + OF_PREFIX)
                .bind("prefix", prefix)
                .mapTo(Long.class)
                .one();
    }

    static List<KeyRange> ranges(Handle handle, String prefix, int ranges) {
        List<String> cuts = ranges < 2 ? List.of() : cuts(handle, prefix, ranges);
        List<KeyRange> result = new ArrayList<>();
        String after = "";
        for (String cut : cuts) {
            result.add(new KeyRange(prefix, after, cut));
            after = cut;
        }
        result.add(new KeyRange(prefix, after, null));
        return result;
    }

    private static List<String> cuts(Handle handle, String prefix, int ranges) {
        // The estimate is -1 before the first ANALYZE: then all rows are read, by the server alone.
        double rows = handle.createQuery("SELECT reltuples FROM pg_class WHERE oid = to_regclass('nfs2s3.media')")
                .mapTo(Double.class)
                .one();
        double sampled = Math.max(SAMPLED, (double) LEAST_OF_RANGE * ranges);
        double percent = rows <= sampled ? 100 : 100 * sampled / rows;
        List<Double> fractions =
                IntStream.range(1, ranges).mapToObj(i -> (double) i / ranges).toList();
        return handle.createQuery("""
                SELECT DISTINCT cut COLLATE "C" AS cut FROM unnest((
                    SELECT percentile_disc(:fractions) WITHIN GROUP (ORDER BY object_key COLLATE "C")
                    FROM nfs2s3.media TABLESAMPLE SYSTEM (:percent)
                    WHERE""" + OF_PREFIX + """
                )) AS c (cut) WHERE cut IS NOT NULL ORDER BY 1
                """)
                .bind("prefix", prefix)
                .bind("percent", percent)
                .bindArray("fractions", Double.class, fractions)
                .mapTo(String.class)
                .list();
    }

    static List<RecordedCopy> sample(Handle handle, String pathPrefix, int most) {
        return handle.createQuery("SELECT" + COLUMNS
                        + "WHERE location = 'S3' AND starts_with(path, :prefix) ORDER BY random() LIMIT :most")
                .bind("prefix", pathPrefix)
                .bind("most", most)
                .map((row, context) -> copy(row))
                .list();
    }

    static List<RecordedCopy> withoutObject(Handle handle, String pathPrefix, long afterId, long ids) {
        return handle.createQuery("SELECT" + COLUMNS + """
                WHERE id > :after AND id <= :after + :ids AND object_key IS NULL AND state IN ('HELD', 'FAILED')
                    AND starts_with(path, :prefix)
                """)
                .bind("after", afterId)
                .bind("prefix", pathPrefix)
                .bind("ids", ids)
                .map((row, context) -> copy(row))
                .list();
    }

    static long lastId(Handle handle) {
        return handle.createQuery("SELECT coalesce(max(id), 0) FROM nfs2s3.media")
                .mapTo(Long.class)
                .one();
    }

    static List<RecordedCopy> find(Handle handle, Collection<MediaPath> paths) {
        return handle.createQuery("SELECT" + COLUMNS + "WHERE path = ANY (:paths)")
                .bindArray("paths", String.class, MediaSql.values(paths))
                .map((row, context) -> copy(row))
                .list();
    }

    static Set<MediaPath> known(Handle handle, Collection<MediaPath> paths) {
        return handle.createQuery("SELECT path FROM nfs2s3.media WHERE path = ANY (:paths)")
                .bindArray("paths", String.class, MediaSql.values(paths))
                .map((row, context) -> MediaPath.of(row.getString("path")))
                .set();
    }

    static Optional<RecordedCopy> naming(Handle handle, String key) {
        return handle.createQuery("SELECT" + COLUMNS + "WHERE object_key COLLATE \"C\" = :key LIMIT 1")
                .bind("key", key)
                .map((row, context) -> copy(row))
                .findOne();
    }

    /** One statement, so that what moves from one table to the other is seen in one of them. */
    static Unnamed unnamed(Handle handle, FileVersion upload) {
        return handle.createQuery("""
                SELECT EXISTS (SELECT FROM nfs2s3.superseded s
                        WHERE s.path = :path AND s.generation = :generation AND s.removed_at IS NULL) AS listed,
                    (SELECT CASE WHEN m.generation = :generation AND m.state IN ('QUEUED', 'HELD')
                            AND m.object_key IS NULL THEN 'UNDER_WAY'
                            WHEN m.generation > :generation AND m.location = 'S3' THEN 'LEFT_BEHIND'
                            ELSE 'NOT_REPLACED' END
                        FROM nfs2s3.media m WHERE m.path = :path) AS of_row
                """)
                .bind("path", upload.path().value())
                .bind("generation", upload.generation())
                .map((row, context) -> {
                    String ofRow = row.getString("of_row");
                    if (row.getBoolean("listed")) {
                        return Unnamed.LISTED;
                    }
                    return ofRow == null ? Unnamed.UNKNOWN : Unnamed.valueOf(ofRow);
                })
                .one();
    }

    /** Of a row that has all columns of {@link RecordedCopy}. */
    static RecordedCopy copy(ResultSet row) throws SQLException {
        String checksum = row.getString("checksum");
        String key = row.getString("object_key");
        return new RecordedCopy(
                row.getLong("id"),
                MediaPath.of(row.getString("path")),
                row.getInt("generation"),
                MediaState.valueOf(row.getString("state")),
                key == null ? null : new ObjectKey(key),
                row.getObject("size_bytes", Long.class),
                instant(row, "source_mtime"),
                checksum == null ? null : Checksum.parse(checksum),
                row.getString("etag"),
                row.getString("version_id"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
