package io.nfs2s3.catalog;

import static io.nfs2s3.catalog.MediaSql.FILE_COLUMNS;
import static io.nfs2s3.catalog.MediaSql.IS_QUEUED;
import static io.nfs2s3.catalog.MediaSql.WAITS_SINCE;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The rows that are QUEUED, by how long they have been: one whose message was lost waits for a sweep. Times are by the clock of the
 * database. Thread-safe.
 */
public final class QueuedMedia {
    /**
     * How many uploads are QUEUED.
     *
     * @param old those that were so at a time, also where a sweep has sent them again since; and those that were registered
     *     by then, for a sweep of an earlier version leaves no other trace
     */
    public record Count(long all, long old) {}

    /** What the index {@code media_queued_live} has. */
    private static final String LIVE = "state = 'QUEUED' AND NOT by_backfill";

    private static final String OF_BACKFILL = "state = 'QUEUED' AND by_backfill";
    private static final double MILLIS_PER_SECOND = 1_000;
    private final Jdbi jdbi;

    QueuedMedia(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** When something was that is so old now. */
    public Instant ago(Duration age) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT now() - make_interval(secs => :seconds)")
                .bind("seconds", seconds(age))
                .mapTo(Instant.class)
                .one());
    }

    /**
     * How many uploads are QUEUED. Reads the index on them: of a million in 0.3 s.
     *
     * @param time since when they are old
     */
    public Count count(Instant time) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        SELECT count(*) AS all_files, count(*) FILTER (WHERE queued_at <= :time) + (
                            SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED' AND queued_at > :time
                                AND (registered_at <= :time OR swept_at = queued_at AND waits_since <= :time)) AS old_files
                        FROM nfs2s3.media WHERE state = 'QUEUED'
                        """)
                .bind("time", time)
                .map((row, context) -> new Count(row.getLong("all_files"), row.getLong("old_files")))
                .one());
    }

    /** How many files of a lane have been QUEUED for longer than an age. */
    public long countLongerThan(Lane lane, Duration age) {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) FROM nfs2s3.media WHERE " + of(lane)
                        + " AND queued_at < now() - make_interval(secs => :seconds)")
                .bind("seconds", seconds(age))
                .mapTo(Long.class)
                .one());
    }

    /**
     * Claims the oldest files of a lane that have been QUEUED since before a time: to other sweeps they are QUEUED since
     * now, so that none finds them before their new message had its chance. Since when they wait stays known.
     *
     * @param time one for a whole sweep, which then claims nothing twice
     */
    public List<MediaFile> claimBefore(Lane lane, Instant time, int limit) {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createQuery("""
                        WITH lost AS (
                            SELECT id AS lost_id FROM nfs2s3.media
                            WHERE\s""" + of(lane) + """
                             AND queued_at < :time
                            ORDER BY queued_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
                        )
                        UPDATE nfs2s3.media SET\s""" + queued("now()") + """
                         FROM lost WHERE id = lost_id
                        RETURNING\s""" + FILE_COLUMNS)
                        .bind("time", time)
                        .bind("limit", limit)
                        .map((row, context) -> MediaSql.file(row))
                        .list());
    }

    /** Takes a claim back, when no message could be sent: to sweeps the uploads are QUEUED for {@code age} again. */
    public void unclaim(Collection<FileVersion> uploads, Duration age) {
        List<FileVersion> sorted =
                uploads.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList();
        TransactionRetry.statement(jdbi, handle -> unclaim(handle, sorted, age));
    }

    private static int unclaim(Handle handle, List<FileVersion> sorted, Duration age) {
        return handle.createUpdate("""
                UPDATE nfs2s3.media m SET\s""" + queued("now() - make_interval(secs => :seconds)") + """
                 FROM unnest(:paths, :generations) AS u (path, generation)
                WHERE m.path = u.path AND m.generation = u.generation AND""" + IS_QUEUED)
                .bind("seconds", seconds(age))
                .bindArray(
                        "paths",
                        String.class,
                        MediaSql.list(sorted, u -> u.path().value()))
                .bindArray("generations", Integer.class, MediaSql.list(sorted, FileVersion::generation))
                .execute();
    }

    /** What says to sweeps since when a row is QUEUED, and keeps since when it waits. */
    private static String queued(String since) {
        return "waits_since =" + WAITS_SINCE + ", swept_at = " + since + ", queued_at = " + since;
    }

    private static double seconds(Duration age) {
        return age.toMillis() / MILLIS_PER_SECOND;
    }

    private static String of(Lane lane) {
        return switch (lane) {
            case LIVE -> LIVE;
            case BACKFILL -> OF_BACKFILL;
        };
    }
}
