package io.nfs2s3.catalog;

import static io.nfs2s3.catalog.MediaSql.list;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The statements that make files RETIRED and MIGRATED again, and those on {@code nfs2s3.retired}, which knows where their
 * originals are, in the transaction of the caller. The pointer stays S3, so the site's own statement has nothing to learn.
 */
public final class RetiredFiles {
    /** Where the original of a file is that was retired. */
    public enum OriginalPlace {
        /** Nobody knows: it was about to be moved. */
        LEAVING,
        /** In the trash. */
        TRASH,
        /** In the trash, or gone: it was about to be removed for good. */
        REMOVING,
        /** Gone for good. */
        REMOVED,
        /** Under its name again. */
        BACK,
        /** Where no program finds it: an operator must. */
        ASTRAY
    }

    /**
     * An original in the trash.
     *
     * @param current the row of its path, as it is now
     * @param ripe whether it is there for longer than it was asked
     * @param newest whether the trash has none of a later upload of its path
     * @param removing whether a process was about to remove it for good
     */
    public record Kept(RetiredFile file, RecordedCopy current, boolean ripe, boolean newest, boolean removing) {
        /** Whether no upload came since. */
        public boolean isCurrent() {
            return file.upload().equals(current.upload());
        }

        /** The same, where a process was about to remove it for good. */
        public Kept beingRemoved() {
            return new Kept(file, current, ripe, newest, true);
        }
    }

    static final String COPY =
            " m.id, m.path, m.generation, m.state, m.object_key, m.size_bytes, m.source_mtime, m.checksum, m.etag, m.version_id";

    static final String RETIRED = " r.trash_path, r.inode, r.size_bytes AS kept_bytes, r.modified_nanos, r.mode, r.uid,"
            + " r.gid, r.generation AS kept_generation";

    static final String NOTE = """
            , r.place = 'REMOVING' AS removing, NOT EXISTS (SELECT FROM nfs2s3.retired n WHERE n.path = r.path
                AND n.generation > r.generation AND n.place IN ('LEAVING', 'TRASH', 'REMOVING')) AS newest
            """;

    private static final double MILLIS_PER_SECOND = 1_000;

    private RetiredFiles() {}

    /** Whether a file is RETIRED. Where none is, it reads the whole table. */
    public static boolean isAny(Handle handle) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM nfs2s3.media WHERE state = 'RETIRED')")
                .mapTo(Boolean.class)
                .one();
    }

    /**
     * Makes files RETIRED whose originals are still in their place, and notes where each is about to go. The row keeps others
     * from it from now on: a roll back changes MIGRATED files only.
     *
     * <p>A file whose original was removed for good before is another one: somebody removed its row by hand, and it was registered
     * again from the first generation on.
     *
     * @param proved as they were seen, with the originals that belong to them, in the same order
     * @return those that are RETIRED now; another was uploaded again, changed, or is not ripe
     * @throws io.nfs2s3.media.MigrationException when the site is suspended; the transaction must be rolled back
     */
    public static Set<FileVersion> retire(
            Handle handle, Collection<RecordedCopy> proved, Collection<RetiredFile> originals, Duration grace) {
        SiteTable.requireNotSuspended(handle);
        Set<FileVersion> locked = Set.copyOf(handle.createQuery("""
                SELECT m.path, m.generation FROM nfs2s3.media m
                JOIN unnest(:paths, :generations, :keys) AS s (path, generation, object_key)
                    ON s.path = m.path AND s.generation = m.generation AND s.object_key = m.object_key
                WHERE m.state = 'MIGRATED' AND m.location = 'S3'
                    AND m.migrated_at < now() - make_interval(secs => :grace)
                ORDER BY m.path FOR UPDATE OF m
                """)
                .bindArray(
                        "paths", String.class, list(proved, copy -> copy.path().value()))
                .bindArray("generations", Integer.class, list(proved, RecordedCopy::generation))
                .bindArray("keys", String.class, list(proved, copy -> String.valueOf(copy.key())))
                .bind("grace", seconds(grace))
                .map((row, context) -> MediaSql.upload(row))
                .list());
        List<RetiredFile> leaving = originals.stream()
                .filter(file -> locked.contains(file.upload()))
                .toList();
        if (leaving.isEmpty()) {
            return Set.of();
        }
        List<FileVersion> noted = bindAll(handle.createQuery("""
                INSERT INTO nfs2s3.retired AS r
                    (path, generation, place, trash_path, inode, size_bytes, modified_nanos, mode, uid, gid)
                SELECT s.path, s.generation, 'LEAVING', s.trash_path, s.inode, s.size_bytes, s.modified, s.mode, s.uid, s.gid
                FROM unnest(:paths, :generations, :trash, :inodes, :sizes, :modified, :modes, :uids, :gids)
                    AS s (path, generation, trash_path, inode, size_bytes, modified, mode, uid, gid)
                ON CONFLICT (path, generation) DO UPDATE SET place = 'LEAVING', trash_path = EXCLUDED.trash_path,
                    inode = EXCLUDED.inode, size_bytes = EXCLUDED.size_bytes, modified_nanos = EXCLUDED.modified_nanos,
                    mode = EXCLUDED.mode, uid = EXCLUDED.uid, gid = EXCLUDED.gid, changed_at = now()
                WHERE r.place IN ('BACK', 'REMOVED')
                RETURNING path, generation
                """), leaving)
                .map((row, context) -> MediaSql.upload(row))
                .list();
        return setState(handle, noted, "state = 'RETIRED', retired_at = now()", "MIGRATED");
    }

    /** Those of the uploads that are RETIRED. */
    public static Set<FileVersion> retired(Handle handle, Collection<FileVersion> uploads) {
        return Set.copyOf(bindUploads(handle.createQuery("""
                SELECT m.path, m.generation FROM nfs2s3.media m
                JOIN unnest(:paths, :generations) AS s (path, generation)
                    ON s.path = m.path AND s.generation = m.generation
                WHERE m.state = 'RETIRED'
                """), uploads)
                .map((row, context) -> MediaSql.upload(row))
                .list());
    }

    /** Originals that were about to be moved; locked, with their rows, until the transaction ends. */
    public static List<Kept> lockLeaving(Handle handle, Collection<FileVersion> uploads) {
        return kept(handle, "r.place = 'LEAVING'", uploads, "FOR UPDATE OF m, r");
    }

    /** The same where somebody removed the rows by hand. */
    public static List<RetiredFile> lockLeavingWithoutRow(Handle handle, Collection<FileVersion> uploads) {
        return bindUploads(handle.createQuery("SELECT r.path," + RETIRED + """
                 FROM unnest(:paths, :generations) AS s (path, generation)
                JOIN nfs2s3.retired r ON r.path = s.path AND r.generation = s.generation
                WHERE r.place = 'LEAVING' AND NOT EXISTS (SELECT FROM nfs2s3.media m WHERE m.path = r.path)
                ORDER BY r.path, r.generation FOR UPDATE OF r
                """), uploads)
                .map((row, context) -> retired(row, MediaPath.of(row.getString("path"))))
                .list();
    }

    /**
     * What an earlier process was about to move when it ended, in the order of the bytes of the paths.
     *
     * @param after the last path of the page before; null for the first page
     */
    public static List<FileVersion> leaving(Handle handle, @Nullable MediaPath after) {
        return handle.createQuery("SELECT path, generation FROM nfs2s3.retired WHERE place = 'LEAVING'"
                        + " AND path COLLATE \"C\" > :after ORDER BY path COLLATE \"C\" LIMIT " + MediaPage.SIZE)
                .bind("after", after == null ? "" : after.value())
                .map((row, context) -> MediaSql.upload(row))
                .list();
    }

    /** Those of the originals that are in the trash now; locked, with their rows, until the transaction ends. */
    public static List<Kept> lockInTrash(Handle handle, Collection<FileVersion> uploads) {
        return kept(handle, "r.place IN ('TRASH', 'REMOVING')", uploads, "FOR UPDATE OF m, r");
    }

    private static List<Kept> kept(Handle handle, String where, Collection<FileVersion> uploads, String lock) {
        return bindUploads(
                        handle.createQuery("SELECT" + COPY + "," + RETIRED + NOTE + """
                 FROM unnest(:paths, :generations) AS s (path, generation)
                JOIN nfs2s3.retired r ON r.path = s.path AND r.generation = s.generation
                JOIN nfs2s3.media m ON m.path = r.path
                WHERE\s""" + where
                                + " ORDER BY m.path, r.generation " + lock),
                        uploads)
                .map((row, context) -> keptOf(row, true))
                .list();
    }

    /** Notes where originals are. */
    public static void place(Handle handle, OriginalPlace place, Collection<FileVersion> uploads) {
        if (uploads.isEmpty()) {
            return;
        }
        bindUploads(handle.createUpdate("""
                UPDATE nfs2s3.retired r SET place = :place, changed_at = now()
                FROM unnest(:paths, :generations) AS s (path, generation)
                WHERE r.path = s.path AND r.generation = s.generation
                """), uploads)
                .bind("place", place.name())
                .execute();
    }

    /** Notes that originals are about to be removed for good. Since when they are in the trash stays. */
    public static void removing(Handle handle, Collection<FileVersion> uploads) {
        if (uploads.isEmpty()) {
            return;
        }
        bindUploads(handle.createUpdate("""
                UPDATE nfs2s3.retired r SET place = 'REMOVING'
                FROM unnest(:paths, :generations) AS s (path, generation)
                WHERE r.path = s.path AND r.generation = s.generation AND r.place = 'TRASH'
                """), uploads).execute();
    }

    /** Takes back the note of originals that did not go, so that they are as ripe as before. */
    public static void forget(Handle handle, Collection<FileVersion> uploads) {
        if (uploads.isEmpty()) {
            return;
        }
        bindUploads(handle.createUpdate("""
                DELETE FROM nfs2s3.retired r USING unnest(:paths, :generations) AS s (path, generation)
                WHERE r.path = s.path AND r.generation = s.generation AND r.place = 'LEAVING'
                """), uploads).execute();
    }

    /**
     * Makes files MIGRATED whose originals are in their place.
     *
     * @return those that were RETIRED; another was uploaded again
     */
    public static Set<FileVersion> migratedAgain(Handle handle, Collection<FileVersion> uploads) {
        return setState(handle, uploads, "state = 'MIGRATED', retired_at = NULL", "RETIRED");
    }

    private static Set<FileVersion> setState(
            Handle handle, Collection<FileVersion> uploads, String assignments, String from) {
        if (uploads.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(bindUploads(handle.createQuery("""
                UPDATE nfs2s3.media m SET\s""" + assignments + """
                 FROM unnest(:paths, :generations) AS s (path, generation)
                WHERE m.path = s.path AND m.generation = s.generation AND m.state = :from AND m.location = 'S3'
                RETURNING m.path, m.generation
                """), uploads)
                .bind("from", from)
                .map((row, context) -> MediaSql.upload(row))
                .list());
    }

    /** @throws io.nfs2s3.media.MigrationException when the site is suspended; the transaction must be rolled back */
    public static void requireSite(Handle handle) {
        SiteTable.requireNotSuspended(handle);
    }

    static <T extends SqlStatement<T>> T bindUploads(T statement, Collection<FileVersion> uploads) {
        return statement
                .bindArray(
                        "paths",
                        String.class,
                        list(uploads, upload -> upload.path().value()))
                .bindArray("generations", Integer.class, list(uploads, FileVersion::generation));
    }

    private static <T extends SqlStatement<T>> T bindAll(T statement, List<RetiredFile> files) {
        return bindUploads(statement, list(files, RetiredFile::upload))
                .bindArray("trash", String.class, list(files, RetiredFile::trashPath))
                .bindArray("inodes", String.class, list(files, RetiredFile::inode))
                .bindArray("sizes", Long.class, list(files, RetiredFile::sizeBytes))
                .bindArray("modified", Long.class, list(files, file -> Nanos.of(file.modified())))
                .bindArray("modes", Integer.class, list(files, RetiredFile::mode))
                .bindArray("uids", Integer.class, list(files, RetiredFile::uid))
                .bindArray("gids", Integer.class, list(files, RetiredFile::gid));
    }

    static Kept keptOf(ResultSet row, boolean ripe) throws SQLException {
        RecordedCopy current = RecordedSql.copy(row);
        return new Kept(
                retired(row, current.path()), current, ripe, row.getBoolean("newest"), row.getBoolean("removing"));
    }

    static RetiredFile retired(ResultSet row, MediaPath path) throws SQLException {
        return new RetiredFile(
                new FileVersion(path, row.getInt("kept_generation")),
                row.getString("trash_path"),
                row.getString("inode"),
                row.getLong("kept_bytes"),
                Nanos.instant(row.getLong("modified_nanos")),
                row.getInt("mode"),
                row.getInt("uid"),
                row.getInt("gid"));
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_PER_SECOND;
    }
}
