package io.nfs2s3.catalog;

import io.nfs2s3.media.MediaPath;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements that find files whose originals may be taken away. */
public final class RipeFiles {
    /**
     * A row of the media table.
     *
     * @param selected whether it is meant; the last row of a page is told in any case
     * @param ripe whether it is MIGRATED for longer than the grace, and was not brought back within it
     */
    public record Row(RecordedCopy copy, boolean selected, boolean ripe) {}

    private RipeFiles() {}

    /**
     * The next page of files that may be retired, in the order of the bytes of the paths: those rows among the next {@value
     * RetiredFiles#PAGE} that are ripe, and the last one of these. Of paths, all rows.
     *
     * @param after the last row of the page before; null for the first page
     */
    public static List<Row> ripe(Handle handle, RetireFilter filter, Duration grace, @Nullable MediaPath after) {
        return RetiredFiles.bind(
                        handle.createQuery("""
                WITH looked AS MATERIALIZED (
                    SELECT m.*, m.state = 'MIGRATED' AND m.migrated_at < now() - make_interval(secs => :grace)
                        AND NOT EXISTS (SELECT FROM nfs2s3.retired r WHERE r.path = m.path
                            AND r.generation = m.generation AND r.place = 'BACK'
                            AND r.changed_at >= now() - make_interval(secs => :grace)) AS ripe
                    FROM nfs2s3.media m WHERE\s""" + those(filter, after) + """
                )
                SELECT""" + RetiredFiles.COPY + """
                    , starts_with(m.path, :prefix) AND (m.ripe OR :every) AS selected, m.ripe FROM looked m
                WHERE m.ripe OR :every OR m.path = (SELECT max(path COLLATE "C") FROM looked)
                ORDER BY m.path COLLATE "C"
                """), filter, after)
                .bind("grace", RetiredFiles.seconds(grace))
                .map((row, context) ->
                        new Row(RecordedSql.copy(row), row.getBoolean("selected"), row.getBoolean("ripe")))
                .list();
    }

    private static String those(RetireFilter filter, @Nullable MediaPath after) {
        return filter.paths().isEmpty()
                ? "m.path COLLATE \"C\" " + (after == null ? ">=" : ">") + " :from"
                        + " ORDER BY m.path COLLATE \"C\" LIMIT " + RetiredFiles.PAGE + " "
                : "m.path = ANY (:paths) ";
    }

    /** How many files have a pointer to S3. Reads the whole table. */
    public static long onS3(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM nfs2s3.media WHERE location = 'S3'")
                .mapTo(Long.class)
                .one();
    }
}
