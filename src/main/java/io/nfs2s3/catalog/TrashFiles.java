package io.nfs2s3.catalog;

import io.nfs2s3.catalog.RetiredFiles.Kept;
import io.nfs2s3.catalog.RetiredFiles.OriginalPlace;
import io.nfs2s3.media.MediaPath;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements that find originals in the trash. */
public final class TrashFiles {
    /**
     * Originals in the trash.
     *
     * @param files that are meant
     * @param last the last path that was looked at; null when there was none
     */
    public record TrashPage(List<Kept> files, @Nullable MediaPath last) {
        public TrashPage {
            files = List.copyOf(files);
        }
    }

    /**
     * Files whose originals were taken away.
     *
     * @param last the last path that was looked at; null when there was none
     */
    public record Retired(List<MediaPath> paths, @Nullable MediaPath last) {
        public Retired {
            paths = List.copyOf(paths);
        }
    }

    private record Row(Kept file, boolean selected) {}

    private TrashFiles() {}

    /**
     * The originals of a page that are in the trash, in the order of the bytes of their paths.
     *
     * @param ripeAfter how long they are there for
     */
    public static TrashPage find(Handle handle, MediaPage page, Duration ripeAfter) {
        List<Row> rows = page.bind(handle.createQuery("""
                WITH looked AS MATERIALIZED (
                    SELECT * FROM nfs2s3.retired t WHERE t.place IN ('TRASH', 'REMOVING') AND\s"""
                        + page.looked("t.path") + """
                        AND EXISTS (SELECT FROM nfs2s3.media m WHERE m.path = t.path)
                    \s""" + page.limitedWithTies("t.path") + """
                )
                SELECT""" + RetiredFiles.COPY + ","
                        + RetiredFiles.RETIRED + RetiredFiles.NOTE + """
                    , r.place = 'REMOVING' OR r.changed_at < now() - make_interval(secs => :ripe) AS ripe,\s"""
                        + MediaPage.MEANT + """
                     AS selected
                FROM looked r JOIN nfs2s3.media m ON m.path = r.path
                WHERE\s""" + MediaPage.MEANT + "OR" + page.told("r.path") + """
                ORDER BY r.path COLLATE "C", r.generation
                """))
                .bind("ripe", RetiredFiles.seconds(ripeAfter))
                .map((row, context) ->
                        new Row(RetiredFiles.keptOf(row, row.getBoolean("ripe")), row.getBoolean("selected")))
                .list();
        return new TrashPage(
                rows.stream().filter(Row::selected).map(Row::file).toList(),
                rows.isEmpty() ? null : rows.get(rows.size() - 1).file().file().path());
    }

    /** The files of a page that are RETIRED, in the order of the bytes of their paths. */
    public static Retired retired(Handle handle, MediaPage page) {
        List<Map.Entry<MediaPath, Boolean>> rows = page.bind(handle.createQuery("""
                WITH looked AS MATERIALIZED (
                    SELECT * FROM nfs2s3.media WHERE\s""" + page.looked("path")
                        + page.limited("path") + """
                )
                SELECT m.path, m.state = 'RETIRED' AND""" + MediaPage.MEANT + """
                    AS selected
                FROM looked m WHERE m.state = 'RETIRED' OR\s""" + page.told("m.path") + """
                ORDER BY m.path COLLATE "C"
                """))
                .map((row, context) -> Map.entry(MediaPath.of(row.getString("path")), row.getBoolean("selected")))
                .list();
        return new Retired(
                rows.stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList(),
                rows.isEmpty() ? null : rows.get(rows.size() - 1).getKey());
    }

    /** Those of the paths whose newest original that was retired came to that place. */
    public static Set<MediaPath> at(Handle handle, OriginalPlace place, Collection<MediaPath> paths) {
        return Set.copyOf(handle.createQuery("""
                SELECT path FROM (
                    SELECT DISTINCT ON (path) path, place FROM nfs2s3.retired WHERE path = ANY (:paths)
                    ORDER BY path, generation DESC) AS newest
                WHERE place = :place
                """)
                .bindArray("paths", String.class, MediaSql.values(paths))
                .bind("place", place.name())
                .map((row, context) -> MediaPath.of(row.getString("path")))
                .list());
    }
}
