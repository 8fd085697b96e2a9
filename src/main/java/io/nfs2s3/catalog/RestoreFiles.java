package io.nfs2s3.catalog;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The statements that find files whose originals may have to be written anew, and hold their rows. */
public final class RestoreFiles {
    /**
     * A row.
     *
     * @param original what its original was; null where nobody noted it
     * @param selected whether its pointer is S3; the last row of a page is told in any case
     * @param inTrash whether the original is in the trash, or on its way there
     */
    public record Row(RecordedCopy copy, @Nullable RetiredFile original, boolean selected, boolean inTrash) {
        public boolean isRetired() {
            return copy.state() == MediaState.RETIRED;
        }
    }

    private static final Set<String> IN_TRASH = Set.of("LEAVING", "TRASH", "REMOVING");

    private RestoreFiles() {}

    /**
     * The next page, in the order of the bytes of the paths. Of paths, all rows.
     *
     * @param after the last row of the page before; null for the first page
     */
    public static List<Row> page(Handle handle, RetireFilter filter, @Nullable MediaPath after) {
        boolean every = !filter.paths().isEmpty();
        Query query = handle.createQuery("""
                WITH looked AS MATERIALIZED (
                    SELECT * FROM nfs2s3.media WHERE\s"""
                        + (every
                                ? "path = ANY (:paths)"
                                : "path COLLATE \"C\" " + (after == null ? ">=" : ">") + " :from"
                                        + " ORDER BY path COLLATE \"C\" LIMIT " + RetiredFiles.PAGE)
                        + """
                )
                SELECT""" + RetiredFiles.COPY + "," + RetiredFiles.RETIRED + """
                    , m.location = 'S3' AND starts_with(m.path, :prefix) AS selected, r.place
                FROM looked m LEFT JOIN nfs2s3.retired r ON r.path = m.path AND r.generation = m.generation
                WHERE m.location = 'S3' OR :every OR m.path = (SELECT max(path COLLATE "C") FROM looked)
                ORDER BY m.path COLLATE "C"
                """)
                .bind("prefix", filter.prefix())
                .bind("every", every);
        Query bound = every
                ? query.bindArray("paths", String.class, MediaSql.values(filter.paths()))
                : query.bind("from", after == null ? filter.prefix() : after.value());
        return bound.map((row, context) -> {
                    RecordedCopy copy = RecordedSql.copy(row);
                    String place = row.getString("place");
                    return new Row(
                            copy,
                            place == null ? null : RetiredFiles.retired(row, copy.path()),
                            row.getBoolean("selected"),
                            IN_TRASH.contains(String.valueOf(place)));
                })
                .list();
    }

    /**
     * Those of the files that are as they were seen, and whose originals were not taken into the trash meanwhile; locked, with
     * their rows, until the transaction ends.
     */
    public static Set<FileVersion> lockRestorable(Handle handle, Collection<RecordedCopy> seen) {
        return Set.copyOf(RetiredFiles.bindUploads(handle.createQuery("""
                SELECT m.path, m.generation FROM nfs2s3.media m
                JOIN unnest(:paths, :generations, :keys) AS s (path, generation, object_key)
                    ON s.path = m.path AND s.generation = m.generation AND s.object_key = m.object_key
                WHERE m.state IN ('MIGRATED', 'RETIRED') AND m.location = 'S3'
                    AND NOT EXISTS (SELECT FROM nfs2s3.retired r WHERE r.path = m.path AND r.generation = m.generation
                        AND r.place IN ('LEAVING', 'TRASH', 'REMOVING'))
                ORDER BY m.path FOR UPDATE OF m
                """), MediaSql.list(seen, RecordedCopy::upload))
                .bindArray("keys", String.class, MediaSql.list(seen, copy -> String.valueOf(copy.key())))
                .map((row, context) -> MediaSql.upload(row))
                .list());
    }
}
