package io.nfs2s3.backfill;

import io.nfs2s3.backfill.BackfillBatch.File;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.runs.BackfillSample;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The statements that backfill runs on {@code nfs2s3.media}. */
final class BackfillSql {
    /** @param needsMessage whether the statement made it QUEUED */
    record Row(FileVersion upload, boolean inserted, boolean needsMessage) {}

    private BackfillSql() {}

    /**
     * Registers files, and marks their rows with the run. A row that this run marked before does not come back, so
     * that nothing is counted twice. Generation and pointer stay as they are; a HELD row whose kind is migrated now
     * becomes QUEUED.
     */
    static List<Row> register(Handle handle, long run, List<File> files) {
        return handle.createQuery("""
                INSERT INTO nfs2s3.media AS m (path, kind, state, backfill_run)
                SELECT i.path, i.kind, i.state, :run FROM unnest(:paths, :kinds, :states) AS i (path, kind, state)
                ORDER BY i.path
                ON CONFLICT (path) DO UPDATE SET
                    backfill_run = EXCLUDED.backfill_run,
                    kind = CASE WHEN m.state = 'HELD' THEN EXCLUDED.kind ELSE m.kind END,
                    queued_at = CASE WHEN m.state = 'HELD' AND EXCLUDED.state = 'QUEUED' THEN now() ELSE m.queued_at END,
                    state = CASE WHEN m.state = 'HELD' THEN EXCLUDED.state ELSE m.state END
                WHERE m.backfill_run IS DISTINCT FROM EXCLUDED.backfill_run
                RETURNING m.path, m.generation, m.xmax = 0 AS inserted,
                    m.state = 'QUEUED' AND m.queued_at = now() AS needs_message
                """)
                .bind("run", run)
                .bindArray("paths", String.class, list(files, File::path))
                .bindArray("kinds", String.class, list(files, File::kind))
                .bindArray(
                        "states", String.class, list(files, file -> file.state().name()))
                .map((row, context) -> new Row(
                        new FileVersion(MediaPath.of(row.getString("path")), row.getInt("generation")),
                        row.getBoolean("inserted"),
                        row.getBoolean("needs_message")))
                .list();
    }

    /** What a run made QUEUED after the first time, until the second; with it what was QUEUED by others then. */
    static List<FileVersion> queuedBetween(Handle handle, long run, Instant after, Instant until) {
        return handle.createQuery("""
                SELECT path, generation FROM nfs2s3.media
                WHERE state = 'QUEUED' AND queued_at > :after AND queued_at <= :until AND backfill_run = :run
                """)
                .bind("after", after)
                .bind("until", until)
                .bind("run", run)
                .map((row, context) -> new FileVersion(MediaPath.of(row.getString("path")), row.getInt("generation")))
                .list();
    }

    static long known(Handle handle, List<File> files) {
        return handle.createQuery("SELECT count(*) FROM nfs2s3.media WHERE path = ANY (:paths)")
                .bindArray("paths", String.class, list(files, File::path))
                .mapTo(Long.class)
                .one();
    }

    /** How many files are QUEUED; counts no further than {@code most}. */
    static long queued(Handle handle, long most) {
        return handle.createQuery(
                        "SELECT count(*) FROM (SELECT FROM nfs2s3.media WHERE state = 'QUEUED' LIMIT :most) AS q")
                .bind("most", most)
                .mapTo(Long.class)
                .one();
    }

    private static final String UNSEEN = """
            FROM nfs2s3.media m, nfs2s3.backfill_run r
            WHERE r.id = :run AND m.backfill_run IS DISTINCT FROM r.id AND starts_with(m.path, r.what)
                AND m.registered_at < r.started_at AND m.state <> 'RETIRED'
            """;

    /** How many files below the prefix of a scan it did not come upon, though they had a row when it began. */
    static long unseen(Handle handle, long run) {
        return handle.createQuery("SELECT count(*) " + UNSEEN)
                .bind("run", run)
                .mapTo(Long.class)
                .one();
    }

    static List<BackfillSample> unseenSamples(Handle handle, long run) {
        return handle.createQuery("SELECT m.path, m.state " + UNSEEN + " ORDER BY m.id LIMIT :kept")
                .bind("run", run)
                .bind("kept", BackfillSample.KEPT)
                .map((row, context) -> new BackfillSample(
                        BackfillSample.Category.MISSING,
                        row.getString("path"),
                        "it is " + MediaState.valueOf(row.getString("state"))))
                .list();
    }

    private static <T, R> List<R> list(List<T> items, Function<T, R> column) {
        return items.stream().map(column).toList();
    }
}
