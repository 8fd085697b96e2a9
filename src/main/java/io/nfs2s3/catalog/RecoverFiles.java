package io.nfs2s3.catalog;

import static io.nfs2s3.catalog.MediaSql.list;

import io.nfs2s3.catalog.SiteUpdate.Change;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.StoredCopy;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The statements on {@code nfs2s3.media} that bring rows together with the objects of a bucket, after the database was
 * restored or lost. They are run in the transaction of the caller, who counts there what they did. Immutable.
 */
public final class RecoverFiles {
    private static final double MILLIS_PER_SECOND = 1_000;

    private static final String INPUT = """
            WITH input AS (
                SELECT * FROM unnest(:paths, :kinds, :generations, :locations, :states, :seenGenerations, :seenStates,
                    :seenKeys, :sizes, CAST(:mtimes AS timestamptz[]), :checksums, :keys, :etags, :versions)
                AS i (path, kind, generation, location, state, seen_generation, seen_state, seen_key, size_bytes,
                    source_mtime, checksum, object_key, etag, version_id)
            )
            """;

    /** No pointer is set to an object that is being removed. */
    private static final String UNCLAIMED = """
             (i.object_key IS NULL OR NOT EXISTS (SELECT FROM nfs2s3.superseded s WHERE s.path = i.path
                AND s.claimed_at IS NOT NULL AND (s.generation = i.generation OR s.object_key = i.object_key)))
            """;

    /** What is QUEUED is so old that the next sweep sends it: no message is needed before the site goes on. */
    private static final String LONG_QUEUED = " now() - make_interval(secs => :queuedSeconds) ";

    private final SiteUpdate siteUpdate;
    private final Duration sweepAge;

    /**
     * @param siteUpdate the setting {@code catalog.siteUpdate}, empty for none
     * @param sweepAge after how long in the queue a sweep sends a file again
     */
    public RecoverFiles(String siteUpdate, Duration sweepAge) {
        this.siteUpdate = new SiteUpdate(siteUpdate);
        this.sweepAge = sweepAge;
    }

    /**
     * Changes rows, each where generation, state and object key are still those that were seen, or where there still is none;
     * lists the objects that are left for the sweep; and runs the site's own statement.
     *
     * @param files each path once, in the order of the paths
     * @return the paths that were changed; another row was changed meanwhile, or its object is being removed
     * @throws SiteUpdateException when the site's own statement failed; the transaction must be rolled back
     * @throws MigrationException when the site does not rest, as one whose database was restored; likewise
     */
    public Set<MediaPath> apply(Handle handle, List<RecoveredFile> files) {
        SiteTable.requireRest(handle);
        if (files.isEmpty()) {
            return Set.of();
        }
        LedgerAct.RECOVER.say(handle);
        Set<MediaPath> changed = new HashSet<>(insert(
                handle, files.stream().filter(file -> file.seen() == null).toList()));
        changed.addAll(update(
                handle, files.stream().filter(file -> file.seen() != null).toList()));
        List<RecoveredFile> done = files.stream()
                .filter(file -> changed.contains(file.upload().path()))
                .toList();
        leaveToSweep(handle, done);
        siteUpdate.run(handle, done.stream().map(RecoverFiles::change).toList());
        return changed;
    }

    /**
     * Has the server plan the site's own statement without running it.
     *
     * @throws SiteUpdateException when it would fail whatever the path is
     */
    public void checkSiteUpdate(Handle handle) {
        siteUpdate.check(handle);
    }

    private static Change change(RecoveredFile file) {
        StoredCopy copy = file.copy();
        return new Change(file.upload(), file.state().location(), copy == null ? null : copy.key());
    }

    /**
     * Keeps workers from the originals of QUEUED files until an operator has said which copy is right: they become FAILED,
     * each where it is still QUEUED at its generation. None of their objects is removed meanwhile; nor is what has the key of
     * that generation now when the file is tried again, and gets the next one.
     *
     * @param reasons why, by the uploads
     */
    public static void hold(Handle handle, Map<FileVersion, String> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        List<Map.Entry<FileVersion, String>> held = List.copyOf(reasons.entrySet());
        LedgerAct.RECOVER.say(handle);
        handle.createQuery("""
                WITH input AS (
                    SELECT * FROM unnest(:paths, :generations, :reasons) AS i (path, generation, reason)
                ), locked AS (
                    SELECT m.id AS locked_id, i.reason FROM nfs2s3.media m
                    JOIN input i ON i.path = m.path AND i.generation = m.generation
                    WHERE m.state = 'QUEUED' ORDER BY m.path FOR UPDATE OF m
                ), kept AS (
                    UPDATE nfs2s3.superseded s SET was_visible = true FROM input i
                    WHERE s.path = i.path AND s.generation <> i.generation AND s.removed_at IS NULL AND NOT s.was_visible
                ), failed AS (
                    UPDATE nfs2s3.media m
                    SET state = 'FAILED', failed_at = now(), failure_code = :code, failure_message = reason
                    FROM locked WHERE m.id = locked_id AND m.state = 'QUEUED'
                    RETURNING m.path, m.generation, m.object_key
                ), listed AS (
                    INSERT INTO nfs2s3.superseded AS s (path, generation, was_visible, given_at)
                    SELECT path, generation, true, now() FROM failed WHERE object_key IS NULL
                    ON CONFLICT (path, generation) DO UPDATE SET was_visible = true, given_at = EXCLUDED.given_at
                )
                SELECT count(*) FROM failed
                """)
                .bindArray(
                        "paths",
                        String.class,
                        list(held, one -> one.getKey().path().value()))
                .bindArray(
                        "generations",
                        Integer.class,
                        list(held, one -> one.getKey().generation()))
                .bindArray("reasons", String.class, list(held, Map.Entry::getValue))
                .bind("code", FailureCode.ALREADY_THERE.name())
                .mapTo(Long.class)
                .one();
    }

    /**
     * Has the site go on, once all of its files were dealt with.
     *
     * @throws MigrationException when it does not rest; the transaction must be rolled back
     */
    public static void endRest(Handle handle) {
        SiteTable.endRest(handle);
    }

    private List<MediaPath> insert(Handle handle, List<RecoveredFile> files) {
        return files.isEmpty()
                ? List.of()
                : bind(handle.createQuery(INPUT + """
                INSERT INTO nfs2s3.media (path, kind, generation, location, state, size_bytes, source_mtime, checksum,
                    object_key, etag, version_id, migrated_at, retired_at, queued_at, by_backfill)
                SELECT i.path, i.kind, i.generation, i.location, i.state, i.size_bytes, i.source_mtime, i.checksum,
                    i.object_key, i.etag, i.version_id, CASE WHEN i.location = 'S3' THEN now() END,
                    CASE WHEN i.state = 'RETIRED' THEN now() END,""" + LONG_QUEUED + """
                    , i.location = 'NFS'
                FROM input i WHERE""" + UNCLAIMED + """
                ORDER BY i.path
                ON CONFLICT (path) DO NOTHING
                RETURNING path
                """), files)
                        .map((row, context) -> MediaPath.of(row.getString("path")))
                        .list();
    }

    /** Locks in the order of the paths first, as a flip does. A generation that is left goes on the list of the sweep by itself. */
    private List<MediaPath> update(Handle handle, List<RecoveredFile> files) {
        return files.isEmpty()
                ? List.of()
                : bind(handle.createQuery(INPUT + """
                , locked AS (
                    SELECT m.id AS locked_id, m.path AS locked_path
                    FROM nfs2s3.media m JOIN input i ON i.path = m.path AND i.seen_generation = m.generation
                        AND i.seen_state = m.state AND i.seen_key IS NOT DISTINCT FROM m.object_key
                    WHERE""" + UNCLAIMED + """
                    ORDER BY m.path FOR UPDATE OF m
                )
                UPDATE nfs2s3.media m SET kind = i.kind, generation = i.generation, location = i.location, state = i.state,
                    size_bytes = i.size_bytes, source_mtime = i.source_mtime, checksum = i.checksum,
                    object_key = i.object_key, etag = i.etag, version_id = i.version_id,
                    migrated_at = CASE WHEN i.location = 'S3' THEN now() END,
                    retired_at = CASE WHEN i.state = 'RETIRED' THEN now() END,
                    registered_at = CASE WHEN i.location = 'S3' THEN m.registered_at ELSE now() END,
                    queued_at = CASE WHEN i.location = 'S3' THEN m.queued_at ELSE""" + LONG_QUEUED + """
                    END, by_backfill = i.location = 'NFS', rollback_run = NULL,
                    failed_at = NULL, failure_code = NULL, failure_message = NULL, attempts = 0
                FROM locked JOIN input i ON i.path = locked_path
                WHERE m.id = locked_id AND m.generation = i.seen_generation AND m.state = i.seen_state
                    AND m.object_key IS NOT DISTINCT FROM i.seen_key
                RETURNING m.path
                """), files)
                        .map((row, context) -> MediaPath.of(row.getString("path")))
                        .list();
    }

    /** A page may have been given each of them, so each stays for as long as a page may keep its URL. */
    private static void leaveToSweep(Handle handle, List<RecoveredFile> done) {
        List<Left> left = done.stream()
                .flatMap(file -> file.left().entrySet().stream()
                        .map(each -> new Left(file.upload().path().value(), each.getKey(), each.getValue())))
                .toList();
        if (left.isEmpty()) {
            return;
        }
        handle.createUpdate("""
                INSERT INTO nfs2s3.superseded AS s (path, generation, object_key, was_visible)
                SELECT i.path, i.generation, i.object_key, true
                FROM unnest(:paths, :generations, :keys) AS i (path, generation, object_key)
                JOIN nfs2s3.media m ON m.path = i.path AND m.generation > i.generation
                    AND m.object_key IS DISTINCT FROM i.object_key
                ORDER BY i.path, i.generation
                ON CONFLICT (path, generation) DO UPDATE SET object_key = EXCLUDED.object_key, was_visible = true,
                    given_at = NULL, superseded_at = now(), removed_at = NULL
                """)
                .bindArray("paths", String.class, list(left, Left::path))
                .bindArray("generations", Integer.class, list(left, Left::generation))
                .bindArray("keys", String.class, list(left, Left::key))
                .execute();
    }

    private record Left(String path, int generation, String key) {}

    private <T extends SqlStatement<T>> T bind(T statement, Collection<RecoveredFile> files) {
        return statement
                .bind("queuedSeconds", sweepAge.plusSeconds(1).toMillis() / MILLIS_PER_SECOND)
                .bindArray(
                        "paths",
                        String.class,
                        list(files, file -> file.upload().path().value()))
                .bindArray("kinds", String.class, list(files, RecoveredFile::kind))
                .bindArray(
                        "generations",
                        Integer.class,
                        list(files, file -> file.upload().generation()))
                .bindArray(
                        "locations",
                        String.class,
                        list(files, file -> location(file).name()))
                .bindArray(
                        "states", String.class, list(files, file -> file.state().name()))
                .bindArray("seenGenerations", Integer.class, list(files, file -> seen(file, MediaFile::generation)))
                .bindArray(
                        "seenStates",
                        String.class,
                        list(files, file -> seen(file, row -> row.state().name())))
                .bindArray("seenKeys", String.class, list(files, file -> seen(file, RecoverFiles::keyOf)))
                .bindArray("sizes", Long.class, list(files, file -> copied(file, StoredCopy::sizeBytes)))
                .bindArray(
                        "mtimes",
                        String.class,
                        list(
                                files,
                                file -> copied(
                                        file, copy -> copy.sourceModified().toString())))
                .bindArray(
                        "checksums",
                        String.class,
                        list(files, file -> copied(file, copy -> copy.checksum().toString())))
                .bindArray(
                        "keys",
                        String.class,
                        list(files, file -> copied(file, copy -> copy.key().value())))
                .bindArray("etags", String.class, list(files, file -> copied(file, StoredCopy::etag)))
                .bindArray("versions", String.class, list(files, file -> copied(file, StoredCopy::versionId)));
    }

    private static Location location(RecoveredFile file) {
        return file.state().location();
    }

    private static @Nullable String keyOf(MediaFile row) {
        return row.objectKey() == null ? null : row.objectKey().value();
    }

    private static <R extends @Nullable Object> @Nullable R seen(RecoveredFile file, Function<MediaFile, R> column) {
        MediaFile seen = file.seen();
        return seen == null ? null : column.apply(seen);
    }

    private static <R extends @Nullable Object> @Nullable R copied(RecoveredFile file, Function<StoredCopy, R> column) {
        StoredCopy copy = file.copy();
        return copy == null ? null : column.apply(copy);
    }
}
