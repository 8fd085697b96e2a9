package io.nfs2s3.catalog;

import static io.nfs2s3.catalog.MediaSql.list;

import io.nfs2s3.catalog.SiteUpdate.Change;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MigrationException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The statements on {@code nfs2s3.media} that set pointers back to NFS, and undo it. They are run in the transaction of the
 * caller, who counts there what they did. Immutable.
 *
 * <p>A file that was rolled back is HELD and keeps the evidence of its object, which nobody removes as long as that row is of
 * its generation. A HELD row without an object key is of a kind that is not migrated.
 */
public final class RollbackFiles {
    /**
     * A row.
     *
     * @param selected whether it is meant
     * @param run the last run that rolled it back, or queued it again; null when none did
     */
    public record Row(
            MediaFile file, boolean selected, @Nullable Long run) {}

    private static final String ON_S3 = "state IN ('MIGRATED', 'RETIRED')";
    private static final String ROLLED_BACK = "state = 'HELD' AND object_key IS NOT NULL";

    private final SiteUpdate siteUpdate;

    /** @param siteUpdate the setting {@code catalog.siteUpdate}, empty for none */
    public RollbackFiles(String siteUpdate) {
        this.siteUpdate = new SiteUpdate(siteUpdate);
    }

    /**
     * The rows of a page that are meant, in the order of the bytes of the paths, and its last one. Of paths, all rows.
     *
     * @param undo whether files are meant that were rolled back; else those whose pointer is S3
     * @param run only of files that were rolled back: the run that did it last; null for every run
     */
    public static List<Row> find(Handle handle, MediaPage page, boolean undo, @Nullable Long run) {
        String meant = undo ? ROLLED_BACK : ON_S3;
        return page.bind(handle.createQuery("""
                WITH looked AS MATERIALIZED (
                    SELECT * FROM nfs2s3.media WHERE\s""" + page.looked("path")
                        + (undo && !page.isNamed() ? "AND " + ROLLED_BACK : "") + page.limited("path") + """
                ), judged AS (
                    SELECT *,\s""" + meant
                        + " AND" + MediaPage.MEANT + """
                        AND (CAST(:run AS bigint) IS NULL OR rollback_run = :run) AS selected
                    FROM looked m
                )
                SELECT\s""" + MediaSql.FILE_COLUMNS
                        + ", rollback_run, selected FROM judged WHERE selected OR"
                        + page.told("path") + """
                ORDER BY path COLLATE "C"
                """))
                .bind("run", run)
                .map((row, context) -> row(row))
                .list();
    }

    /**
     * Sets pointers back to NFS, each where generation, state and object key are still those that were seen, and runs the
     * site's own statement. What is left on the rows proves the objects.
     *
     * @param seen MIGRATED files whose originals are proved
     * @return those that were rolled back; another is not MIGRATED any more, or was uploaded again
     * @throws SiteUpdateException when the site's own statement failed; the transaction must be rolled back
     * @throws MigrationException when the site is suspended; likewise
     */
    public Set<FileVersion> rollBack(Handle handle, long run, Collection<MediaFile> seen) {
        SiteTable.requireNotSuspended(handle);
        Set<FileVersion> back = Set.copyOf(
                bind(handle.createQuery(locked("m.state = 'MIGRATED' AND m.location = 'S3'") + """
                UPDATE nfs2s3.media m SET location = 'NFS', state = 'HELD', rollback_run = :run
                FROM locked WHERE m.id = locked_id AND m.state = 'MIGRATED' AND m.location = 'S3'
                RETURNING m.path, m.generation
                """), run, seen)
                        .map((row, context) -> MediaSql.upload(row))
                        .list());
        siteUpdate.run(
                handle,
                seen.stream()
                        .map(MediaFile::upload)
                        .filter(back::contains)
                        .map(upload -> new Change(upload, Location.NFS, null))
                        .toList());
        return back;
    }

    /**
     * Has the server plan the site's own statement without running it.
     *
     * @throws SiteUpdateException when it would fail whatever the path is
     */
    public void checkSiteUpdate(Handle handle) {
        siteUpdate.check(handle);
    }

    /**
     * Queues files again that were rolled back. They keep generation and evidence: a worker that finds the same bytes on NFS
     * finds the object under its key, and flips to it. The pointer stays NFS, so the site's own statement has nothing to learn.
     *
     * @return those that are QUEUED now, each needs a message; another was uploaded or queued meanwhile
     * @throws MigrationException when the site is suspended; the transaction must be rolled back
     */
    public Set<FileVersion> queueAgain(Handle handle, long run, Collection<MediaFile> seen) {
        SiteTable.requireNotSuspended(handle);
        return Set.copyOf(bind(handle.createQuery(locked("m.state = 'HELD'") + """
                UPDATE nfs2s3.media m SET state = 'QUEUED', queued_at = now(), by_backfill = true, attempts = 0,
                    failed_at = NULL, failure_code = NULL, failure_message = NULL, rollback_run = :run
                FROM locked WHERE m.id = locked_id AND m.state = 'HELD'
                RETURNING m.path, m.generation
                """), run, seen)
                .map((row, context) -> MediaSql.upload(row))
                .list());
    }

    /** What a run made QUEUED after the first time, until the second. */
    public static List<FileVersion> queuedBetween(Handle handle, long run, Instant after, Instant until) {
        return MediaSql.queuedBetween(handle, "rollback_run", run, after, until);
    }

    /** Locks in the order of the paths first, as a flip does. */
    private static String locked(String state) {
        return """
                WITH seen AS (
                    SELECT * FROM unnest(:paths, :generations, :keys) AS s (path, generation, object_key)
                ), locked AS (
                    SELECT m.id AS locked_id
                    FROM nfs2s3.media m JOIN seen s ON s.path = m.path AND s.generation = m.generation
                    WHERE m.object_key = s.object_key AND\s""" + state + """

                    ORDER BY m.path FOR UPDATE OF m
                )
                """;
    }

    private static <T extends SqlStatement<T>> T bind(T statement, long run, Collection<MediaFile> seen) {
        return statement
                .bind("run", run)
                .bindArray("paths", String.class, list(seen, file -> file.path().value()))
                .bindArray("generations", Integer.class, list(seen, MediaFile::generation))
                .bindArray("keys", String.class, list(seen, file -> String.valueOf(file.objectKey())));
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(MediaSql.file(row), row.getBoolean("selected"), row.getObject("rollback_run", Long.class));
    }
}
