package io.nfs2s3.catalog;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.progress.Counters;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The statements of a backfill on {@code nfs2s3.media}, whose rows remember the last run that came upon them. They are
 * run in the transaction of the caller, who counts there what they did.
 */
public final class BackfillFiles {
    /** @param state that a new row gets: QUEUED, or HELD for a kind that is not migrated */
    public record NewFile(String path, String kind, MediaState state) {}

    /** @param needsMessage whether the statement made it QUEUED */
    public record Registered(FileVersion upload, boolean inserted, boolean needsMessage) {}

    /** A file that a run did not come upon. */
    public record Unseen(String path, MediaState state) {}

    private static final String UNSEEN = """
            FROM nfs2s3.media
            WHERE backfill_run IS DISTINCT FROM :run AND starts_with(path, :prefix)
                AND registered_at < :before AND state <> 'RETIRED'
            """;

    /** HELD because its kind was not migrated; a HELD row with an object key was rolled back, and stays so. */
    private static final String IS_WANTED = " m.state = 'HELD' AND m.object_key IS NULL AND EXCLUDED.state = 'QUEUED' ";

    private BackfillFiles() {}

    /**
     * Registers files, and marks their rows with the run. A row that this run marked before does not come back, so
     * that nothing is counted twice. Generation and pointer stay as they are; a HELD row whose kind is migrated now
     * becomes QUEUED, unless it was rolled back.
     */
    public static List<Registered> register(Handle handle, long run, List<NewFile> files) {
        return handle.createQuery("""
                INSERT INTO nfs2s3.media AS m (path, kind, state, backfill_run, by_backfill)
                SELECT i.path, i.kind, i.state, :run, true FROM unnest(:paths, :kinds, :states) AS i (path, kind, state)
                ORDER BY i.path
                ON CONFLICT (path) DO UPDATE SET
                    backfill_run = EXCLUDED.backfill_run,
                    kind = CASE WHEN m.state = 'HELD' THEN EXCLUDED.kind ELSE m.kind END,
                    queued_at = CASE WHEN""" + IS_WANTED + """
                        THEN now() ELSE m.queued_at END,
                    by_backfill = m.by_backfill OR (""" + IS_WANTED + """
                        ),
                    state = CASE WHEN""" + IS_WANTED + """
                        THEN EXCLUDED.state ELSE m.state END
                WHERE m.backfill_run IS DISTINCT FROM EXCLUDED.backfill_run
                RETURNING m.path, m.generation, m.xmax = 0 AS inserted,
                    m.state = 'QUEUED' AND m.queued_at = now() AS needs_message
                """)
                .bind("run", run)
                .bindArray("paths", String.class, list(files, NewFile::path))
                .bindArray("kinds", String.class, list(files, NewFile::kind))
                .bindArray(
                        "states", String.class, list(files, file -> file.state().name()))
                .map((row, context) -> new Registered(
                        MediaSql.upload(row), row.getBoolean("inserted"), row.getBoolean("needs_message")))
                .list();
    }

    /** What a run made QUEUED after the first time, until the second; with it what was QUEUED by others then. */
    public static List<FileVersion> queuedBetween(Handle handle, long run, Instant after, Instant until) {
        return MediaSql.queuedBetween(handle, "backfill_run", run, after, until);
    }

    /** How many of these files have a row. */
    public static long known(Handle handle, List<NewFile> files) {
        return handle.createQuery("SELECT count(*) FROM nfs2s3.media WHERE path = ANY (:paths)")
                .bindArray("paths", String.class, list(files, NewFile::path))
                .mapTo(Long.class)
                .one();
    }

    /** How many files are QUEUED: by the counters, or by a count of them where those are of another table, as after a restore. */
    public static long queued(Handle handle) {
        return Counters.files(handle, MediaState.QUEUED).orElseGet(() -> countQueued(handle));
    }

    private static long countQueued(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED'")
                .mapTo(Long.class)
                .one();
    }

    /** How many files below a prefix a run did not come upon, of those that were registered before it began. */
    public static long unseen(Handle handle, long run, String prefix, Instant before) {
        return bind(handle.createQuery("SELECT count(*) " + UNSEEN), run, prefix, before)
                .mapTo(Long.class)
                .one();
    }

    /** The first few of them. */
    public static List<Unseen> unseen(Handle handle, long run, String prefix, Instant before, int limit) {
        return bind(
                        handle.createQuery("SELECT path, state " + UNSEEN + " ORDER BY id LIMIT :limit"),
                        run,
                        prefix,
                        before)
                .bind("limit", limit)
                .map((row, context) -> new Unseen(row.getString("path"), MediaState.valueOf(row.getString("state"))))
                .list();
    }

    private static Query bind(Query query, long run, String prefix, Instant before) {
        return query.bind("run", run).bind("prefix", prefix).bind("before", before);
    }

    private static <T, R> List<R> list(List<T> items, Function<T, R> column) {
        return items.stream().map(column).toList();
    }
}
