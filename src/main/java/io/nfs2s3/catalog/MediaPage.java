package io.nfs2s3.catalog;

import io.nfs2s3.media.MediaPath;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The rows that a statement looks at: the next ones in the order of the bytes of their paths, also where few of them are meant,
 * so that it is a short one; or those of some paths. A statement that finds such rows always answers with the last one of them,
 * to go on behind, and of paths with every one.
 *
 * @param filter of the next rows
 * @param after the last row of the page before; null for the first page
 * @param isNamed whether only the rows of the paths are looked at
 * @param paths may be empty also then
 */
public record MediaPage(MediaFilter filter, @Nullable MediaPath after, boolean isNamed, List<MediaPath> paths) {
    /** How many rows one page looks at. */
    public static final int SIZE = 500;

    /** Whether the row {@code m} of the media table is meant. */
    static final String MEANT = """
             (starts_with(m.path, :prefix) AND (CAST(:kind AS text) IS NULL OR m.kind = :kind)
                AND (CAST(:since AS timestamptz) IS NULL OR m.migrated_at >= :since)
                AND (CAST(:until AS timestamptz) IS NULL OR m.migrated_at < :until))\s""";

    public MediaPage {
        paths = List.copyOf(paths);
    }

    /** The next rows. */
    public static MediaPage next(MediaFilter filter, @Nullable MediaPath after) {
        return new MediaPage(filter, after, false, List.of());
    }

    /** The rows of these paths, and no others. */
    public static MediaPage of(Collection<MediaPath> paths) {
        return new MediaPage(MediaFilter.ALL, null, true, List.copyOf(paths));
    }

    /** @param path the column */
    String looked(String path) {
        return " " + path
                + (isNamed ? " = ANY (:paths) " : " COLLATE \"C\" " + (after == null ? ">=" : ">") + " :from ");
    }

    /** @param path the column */
    String limited(String path) {
        return isNamed ? " " : " ORDER BY " + path + " COLLATE \"C\" LIMIT " + SIZE + " ";
    }

    /**
     * For a table with several rows of a path, which may be more than {@link #SIZE} then: the next page begins behind the path.
     *
     * @param path the column
     */
    String limitedWithTies(String path) {
        return isNamed ? " " : " ORDER BY " + path + " COLLATE \"C\" FETCH FIRST " + SIZE + " ROWS WITH TIES ";
    }

    /** Which rows of {@code looked} are told in any case. */
    String told(String path) {
        return isNamed ? " true " : " " + path + " = (SELECT max(path COLLATE \"C\") FROM looked) ";
    }

    /** Of a statement with {@link #MEANT} and {@link #looked}. */
    <T extends SqlStatement<T>> T bind(T statement) {
        statement
                .bind("prefix", filter.prefix())
                .bind("kind", filter.kind())
                .bind("since", filter.migrated().from())
                .bind("until", filter.migrated().to());
        return isNamed
                ? statement.bindArray("paths", String.class, MediaSql.values(paths))
                : statement.bind("from", after == null ? filter.prefix() : after.value());
    }
}
