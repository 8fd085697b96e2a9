package io.nfs2s3.catalog;

import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

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
     * The rows of a page that may be retired, in the order of the bytes of the paths, and its last one. Of paths, all rows.
     */
    public static List<Row> ripe(Handle handle, MediaPage page, Duration grace) {
        return page.bind(handle.createQuery(
                        """
                WITH looked AS MATERIALIZED (
                    SELECT m.*, m.state = 'MIGRATED' AND m.migrated_at < now() - make_interval(secs => :grace)
                        AND NOT EXISTS (SELECT FROM nfs2s3.retired r WHERE r.path = m.path
                            AND r.generation = m.generation AND r.place = 'BACK'
                            AND r.changed_at >= now() - make_interval(secs => :grace)) AS ripe
                    FROM nfs2s3.media m WHERE\s""" + page.looked("m.path") + page.limited("m.path") + """
                )
                SELECT""" + RetiredFiles.COPY + ","
                                + MediaPage.MEANT + "AND (m.ripe OR :named) AS selected, m.ripe FROM looked m"
                                + " WHERE m.ripe OR" + page.told("m.path") + """
                ORDER BY m.path COLLATE "C"
                """))
                .bind("named", page.isNamed())
                .bind("grace", RetiredFiles.seconds(grace))
                .map((row, context) ->
                        new Row(RecordedSql.copy(row), row.getBoolean("selected"), row.getBoolean("ripe")))
                .list();
    }

    /** How many files have a pointer to S3. Reads the whole table. */
    public static long onS3(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM nfs2s3.media WHERE location = 'S3'")
                .mapTo(Long.class)
                .one();
    }
}
