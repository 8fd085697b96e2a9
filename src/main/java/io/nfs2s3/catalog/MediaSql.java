package io.nfs2s3.catalog;

import static java.util.stream.Collectors.toMap;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The statements on rows of {@code nfs2s3.media} that are found by their path. {@link RegistrationSql}, {@link QueuedMedia},
 * {@link FailedSql} and {@link BackfillFiles} have the others. Batches are sorted by path, so that two of them do not
 * deadlock.
 */
final class MediaSql {
    /**
     * {@code state = 'QUEUED'} of a row that is found by its path or id, so that the planner does not know it again. While
     * its statistics say that nothing is QUEUED, as at the beginning of a backfill, it takes the index on QUEUED rows for
     * an empty one, and would read all of it for each file: two seconds for a flip of 200 among 10,000 that are QUEUED.
     */
    static final String IS_QUEUED = " m.state || '' = 'QUEUED' ";

    /** Since when a row waits. A sweep sets its {@code queued_at} to claim it, and does not begin its wait anew. */
    static final String WAITS_SINCE = " CASE WHEN swept_at = queued_at THEN waits_since ELSE queued_at END ";

    private static final double MILLIS_PER_SECOND = 1_000;

    /** For {@link #flip}: waits for rows that other transactions hold. */
    static final String WAIT = "";

    /** For {@link #flip}: leaves such rows as they are. */
    static final String LEAVE_OUT = " SKIP LOCKED";

    private MediaSql() {}

    static int writeNothing(Handle handle) {
        return handle.execute("UPDATE nfs2s3.media SET attempts = attempts WHERE false");
    }

    /**
     * What a run made QUEUED after the first time, until the second; with it what was QUEUED by others then.
     *
     * @param column that names the run
     */
    static List<FileVersion> queuedBetween(Handle handle, String column, long run, Instant after, Instant until) {
        return handle.createQuery("SELECT path, generation FROM nfs2s3.media WHERE state = 'QUEUED'"
                        + " AND queued_at > :after AND queued_at <= :until AND " + column + " = :run")
                .bind("after", after)
                .bind("until", until)
                .bind("run", run)
                .map((row, context) -> upload(row))
                .list();
    }

    static List<MediaFile> find(Handle handle, Collection<MediaPath> paths) {
        return handle.createQuery("SELECT " + FILE_COLUMNS + " FROM nfs2s3.media WHERE path = ANY (:paths)")
                .bindArray("paths", String.class, values(paths))
                .map((row, context) -> file(row))
                .list();
    }

    /** Reads no more than that: what else is in a row a newer build may have written, while hosts are updated one by one. */
    static List<Pointer> pointers(Handle handle, Collection<MediaPath> paths) {
        return handle.createQuery(
                        "SELECT path, location, object_key, size_bytes FROM nfs2s3.media WHERE path = ANY (:paths)")
                .bindArray("paths", String.class, values(paths))
                .map((row, context) -> {
                    String key = row.getString("object_key");
                    return new Pointer(
                            MediaPath.of(row.getString("path")),
                            Location.valueOf(row.getString("location")),
                            key == null ? null : new ObjectKey(key),
                            row.getLong("size_bytes"));
                })
                .list();
    }

    /**
     * Locks in the order of the paths first: an UPDATE alone locks in the order of its join. Leaves out what is claimed for
     * removal; a trigger on the table sees to a claim that comes at the same moment.
     *
     * @param busy what becomes of rows that other transactions hold: {@link #WAIT} or {@link #LEAVE_OUT}
     */
    static List<FileVersion> flip(Handle handle, Collection<StoredCopy> sorted, String busy) {
        return handle.createQuery("""
                WITH copies AS (
                    SELECT * FROM unnest(:paths, :generations, :sizes, :mtimes, :checksums, :keys, :etags, :versions)
                        AS c (path, generation, size_bytes, source_mtime, checksum, object_key, etag, version_id)
                ), locked AS (
                    SELECT m.id AS locked_id, m.path AS locked_path
                    FROM nfs2s3.media m JOIN copies c ON c.path = m.path AND c.generation = m.generation
                    WHERE""" + IS_QUEUED + """
                        AND NOT EXISTS (SELECT FROM nfs2s3.superseded s WHERE s.path = c.path
                            AND s.generation = c.generation AND s.claimed_at IS NOT NULL)
                    ORDER BY m.path FOR UPDATE OF m""" + busy + """
                )
                UPDATE nfs2s3.media m
                SET location = 'S3', state = 'MIGRATED', size_bytes = c.size_bytes, source_mtime = c.source_mtime,
                    checksum = c.checksum, object_key = c.object_key, etag = c.etag, version_id = c.version_id,
                    migrated_at = now(), failed_at = NULL, failure_code = NULL, failure_message = NULL
                FROM copies c JOIN locked ON locked_path = c.path
                WHERE m.id = locked_id AND m.generation = c.generation AND""" + IS_QUEUED + """
                RETURNING m.path, m.generation
                """)
                .bindArray(
                        "paths",
                        String.class,
                        list(sorted, c -> c.upload().path().value()))
                .bindArray(
                        "generations",
                        Integer.class,
                        list(sorted, c -> c.upload().generation()))
                .bindArray("sizes", Long.class, list(sorted, StoredCopy::sizeBytes))
                .bindArray("mtimes", Instant.class, list(sorted, StoredCopy::sourceModified))
                .bindArray(
                        "checksums",
                        String.class,
                        list(sorted, c -> c.checksum().toString()))
                .bindArray("keys", String.class, list(sorted, c -> c.key().value()))
                .bindArray("etags", String.class, list(sorted, StoredCopy::etag))
                .bindArray("versions", String.class, list(sorted, StoredCopy::versionId))
                .map((row, context) -> upload(row))
                .list();
    }

    /**
     * An attempt that was killed before its flip may have left an object under the key of this generation. Nobody will
     * ask for that key again, for a retry is the next generation; so it can be removed. But where the original is what
     * failed, that object may be the last copy: it is listed like one that was visible, and stays until a later upload is in
     * S3. What is {@code ALREADY_THERE} is not ours to remove; and a file that was rolled back and queued again has a proved
     * object, its last copy perhaps: the row keeps that, and a retry asks for the same key. A generation that is on the list,
     * as one that a recovery left undecided, gets no older by failing: an object from before that time stays.
     */
    static boolean fail(Handle handle, FileVersion upload, Failure failure) {
        return handle.createQuery("""
                WITH failed AS (
                    UPDATE nfs2s3.media m
                    SET state = 'FAILED', failed_at = now(), attempts = attempts + 1,
                        failure_code = :code, failure_message = :message
                    WHERE path = :path AND generation = :generation AND""" + IS_QUEUED + """
                    RETURNING path, generation, object_key, registered_at
                ), listed AS (
                    INSERT INTO nfs2s3.superseded AS s (path, generation, was_visible, given_at)
                    SELECT path, generation, starts_with(:code, 'SOURCE_'),
                        nfs2s3.given_at(path, generation, registered_at)
                    FROM failed
                    WHERE :code <> 'ALREADY_THERE' AND object_key IS NULL
                    ON CONFLICT (path, generation) DO UPDATE SET
                        was_visible = s.was_visible OR EXCLUDED.was_visible,
                        given_at = greatest(s.given_at, EXCLUDED.given_at), superseded_at = now(), removed_at = NULL
                )
                SELECT count(*) FROM failed
                """)
                        .bind("path", upload.path().value())
                        .bind("generation", upload.generation())
                        .bind("code", failure.code().name())
                        .bind("message", failure.message())
                        .mapTo(Integer.class)
                        .one()
                == 1;
    }

    /** Locks in the order of the paths; who registers the next generation waits. */
    static List<FileVersion> lockNewest(Handle handle, Collection<FileVersion> uploads) {
        return handle.createQuery("""
                SELECT m.path, m.generation FROM nfs2s3.media m
                JOIN unnest(:paths, :generations) AS u (path, generation)
                    ON m.path = u.path AND m.generation = u.generation
                ORDER BY m.path FOR UPDATE OF m
                """)
                .bindArray("paths", String.class, list(uploads, u -> u.path().value()))
                .bindArray("generations", Integer.class, list(uploads, FileVersion::generation))
                .map((row, context) -> upload(row))
                .list();
    }

    /** @param uploads each with its age, which only the database's clock turns into a time */
    static Map<UploadAge, Location> registeredSince(Handle handle, List<UploadAge> uploads) {
        return handle
                .createQuery("""
                SELECT u.n, m.location FROM nfs2s3.media m
                JOIN unnest(:paths, :millis) WITH ORDINALITY AS u (path, millis, n) ON m.path = u.path
                WHERE m.registered_at > now() - make_interval(secs => u.millis / 1000.0)
                """)
                .bindArray("paths", String.class, list(uploads, u -> u.path().value()))
                .bindArray("millis", Long.class, list(uploads, u -> u.age().toMillis()))
                .map((row, context) ->
                        Map.entry(uploads.get(row.getInt("n") - 1), Location.valueOf(row.getString("location"))))
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (first, same) -> first));
    }

    static int confirm(Handle handle, MediaPath path) {
        return handle.createUpdate("UPDATE nfs2s3.media SET registered_at = now() WHERE path = :path"
                        + " AND (location = 'S3' OR state = 'HELD' AND object_key IS NOT NULL)")
                .bind("path", path.value())
                .execute();
    }

    static Optional<Integer> recordAttempt(Handle handle, FileVersion upload, Failure failure) {
        return handle.createQuery("""
                UPDATE nfs2s3.media m
                SET attempts = attempts + 1, failure_code = :code, failure_message = :message
                WHERE path = :path AND generation = :generation AND""" + IS_QUEUED + "RETURNING attempts")
                .bind("path", upload.path().value())
                .bind("generation", upload.generation())
                .bind("code", failure.code().name())
                .bind("message", failure.message())
                .mapTo(Integer.class)
                .findOne();
    }

    static Optional<FileVersion> supersede(Handle handle, FileVersion upload) {
        return handle.createQuery("""
                UPDATE nfs2s3.media m SET generation = generation + 1, size_bytes = NULL, source_mtime = NULL,
                    checksum = NULL, object_key = NULL, etag = NULL, version_id = NULL, migrated_at = NULL
                WHERE path = :path AND generation = :generation AND""" + IS_QUEUED + "RETURNING path, generation")
                .bind("path", upload.path().value())
                .bind("generation", upload.generation())
                .map((row, context) -> upload(row))
                .findOne();
    }

    /** Of a row, for {@link #file}. */
    static final String FILE_COLUMNS =
            "path, kind, generation, state, size_bytes, source_mtime, checksum, object_key, attempts,"
                    + " greatest(0, extract(epoch FROM now() -" + WAITS_SINCE + ")) AS queued_seconds";

    static MediaFile file(ResultSet row) throws SQLException {
        Timestamp modified = row.getTimestamp("source_mtime");
        String checksum = row.getString("checksum");
        String key = row.getString("object_key");
        return new MediaFile(
                MediaPath.of(row.getString("path")),
                row.getString("kind"),
                row.getInt("generation"),
                MediaState.valueOf(row.getString("state")),
                row.getObject("size_bytes", Long.class),
                modified == null ? null : modified.toInstant(),
                checksum == null ? null : Checksum.parse(checksum),
                key == null ? null : new ObjectKey(key),
                Duration.ofMillis((long) (row.getDouble("queued_seconds") * MILLIS_PER_SECOND)),
                row.getInt("attempts"));
    }

    static FileVersion upload(ResultSet row) throws SQLException {
        return new FileVersion(MediaPath.of(row.getString("path")), row.getInt("generation"));
    }

    static List<String> values(Collection<MediaPath> paths) {
        return list(paths, MediaPath::value);
    }

    static <T, R extends @Nullable Object> List<R> list(Collection<T> items, Function<T, R> column) {
        return items.stream().map(column).toList();
    }
}
