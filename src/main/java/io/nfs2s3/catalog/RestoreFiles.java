package io.nfs2s3.catalog;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaState;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
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

    /** The rows of a page whose pointer is S3, in the order of the bytes of the paths, and its last one. Of paths, all rows. */
    public static List<Row> find(Handle handle, MediaPage page) {
        return page.bind(handle.createQuery("""
                WITH looked AS MATERIALIZED (
                    SELECT * FROM nfs2s3.media WHERE\s""" + page.looked("path") + page.limited("path") + """
                )
                SELECT""" + RetiredFiles.COPY
                        + "," + RetiredFiles.RETIRED + ", m.location = 'S3' AND" + MediaPage.MEANT + """
                    AS selected, r.place
                FROM looked m LEFT JOIN nfs2s3.retired r ON r.path = m.path AND r.generation = m.generation
                WHERE m.location = 'S3' OR\s"""
                        + page.told("m.path") + """
                ORDER BY m.path COLLATE "C"
                """))
                .map((row, context) -> {
                    RecordedCopy copy = RecordedSql.copy(row);
                    String place = row.getString("place");
                    return new Row(
                            copy,
                            place == null || row.getString("inode").isEmpty()
                                    ? null
                                    : RetiredFiles.retired(row, copy.path()),
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

    /**
     * Notes that originals were written anew, so that none is taken away again before another grace. One that was never retired gets
     * a note that says nothing of what it was.
     */
    public static void broughtBack(Handle handle, Collection<FileVersion> uploads) {
        if (uploads.isEmpty()) {
            return;
        }
        RetiredFiles.bindUploads(handle.createUpdate("""
                INSERT INTO nfs2s3.retired AS r
                    (path, generation, place, trash_path, inode, size_bytes, modified_nanos, mode, uid, gid)
                SELECT s.path, s.generation, 'BACK', '', '', 0, 0, 0, 0, 0
                FROM unnest(:paths, :generations) AS s (path, generation)
                ON CONFLICT (path, generation) DO UPDATE SET place = 'BACK', changed_at = now()
                """), uploads).execute();
    }
}
