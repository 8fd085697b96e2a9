package io.nfs2s3.progress;

import io.nfs2s3.progress.PastSpan.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads {@code nfs2s3.history} in equal steps, whatever was folded: as many rows as there are steps. */
final class SpanSql {
    private SpanSql() {}

    /** A minute, hour or day belongs to the step in which it begins. */
    static PastSpan read(Handle handle, Span span) {
        Instant until = handle.createQuery("SELECT date_trunc('minute', now())")
                .mapTo(Instant.class)
                .one();
        Instant began = span == Span.ALL ? HistoryDays.began(handle).orElse(until) : until.minus(span.length());
        Duration step = span.step(Duration.between(began, until));
        Instant from =
                span == Span.ALL ? floor(began, step) : floor(began.plus(step).minusSeconds(1), step);
        return new PastSpan(from, until, step, parts(handle, from, until, step));
    }

    /** Weeks begin on a Thursday, as 1970 did. */
    private static Instant floor(Instant moment, Duration step) {
        return Instant.ofEpochSecond(
                moment.getEpochSecond() - Math.floorMod(moment.getEpochSecond(), step.toSeconds()));
    }

    private static List<Part> parts(Handle handle, Instant from, Instant until, Duration step) {
        return handle.createQuery("""
                WITH part AS MATERIALIZED (
                    SELECT floor(extract(epoch FROM h.at) / :seconds)::bigint AS number,
                        h.at, h.measure, h.label, h.amount, h.bytes, h.most, h.spread
                    FROM nfs2s3.history h
                    WHERE h.step IN ('MINUTE', 'HOUR', 'DAY') AND h.at >= :from AND h.at < :until
                        AND (h.measure IN ('flipped', 'failed', 'outbox', 'rests', 'queue_waiting')
                            OR h.measure = 'files' AND h.label = 'QUEUED')
                ), place AS (
                    SELECT p.number, s.place, sum(s.many)::bigint AS many
                    FROM part p CROSS JOIN LATERAL unnest(p.spread) WITH ORDINALITY AS s (many, place)
                    GROUP BY p.number, s.place
                ), spread AS (
                    SELECT l.number, array_agg(l.many ORDER BY l.place) AS spread FROM place l GROUP BY l.number
                ), queued AS (
                    SELECT DISTINCT ON (q.number) q.number, q.files
                    FROM (SELECT p.number, p.at, sum(p.amount) AS files FROM part p WHERE p.measure = 'files'
                        GROUP BY p.number, p.at) AS q
                    ORDER BY q.number, q.at DESC
                ), done AS (
                    SELECT p.number,
                        coalesce(sum(p.amount) FILTER (WHERE p.measure = 'flipped'), 0)::bigint AS files,
                        coalesce(sum(p.bytes) FILTER (WHERE p.measure = 'flipped'), 0)::bigint AS bytes,
                        coalesce(sum(p.amount) FILTER (WHERE p.measure = 'failed'), 0)::bigint AS failed,
                        max(p.most) FILTER (WHERE p.measure = 'outbox') AS outbox,
                        max(p.most) FILTER (WHERE p.measure = 'queue_waiting' AND p.label = 'uploads') AS uploads,
                        max(p.most) FILTER (WHERE p.measure = 'queue_waiting' AND p.label = 'backfill') AS backfill,
                        coalesce(max(p.most) FILTER (WHERE p.measure = 'rests'), 0) > 0 AS rests,
                        count(*) FILTER (WHERE p.measure = 'outbox') AS looks,
                        count(*) FILTER (WHERE p.measure = 'queue_waiting' AND p.label = 'uploads') AS told
                    FROM part p GROUP BY p.number
                )
                SELECT d.number * :seconds AS at, d.files, d.bytes, d.failed,
                    nfs2s3.spread_millis(s.spread, 0.5) AS median, nfs2s3.spread_millis(s.spread, 0.99) AS p99,
                    CASE WHEN d.looks > 0 THEN coalesce(q.files, 0) END AS queued, d.outbox, d.uploads, d.backfill, d.rests,
                    d.looks > d.told AS silent
                FROM done d LEFT JOIN spread s USING (number) LEFT JOIN queued q USING (number)
                ORDER BY d.number
                """)
                .bind("seconds", step.toSeconds())
                .bind("from", from)
                .bind("until", until)
                .map((row, context) -> part(row))
                .list();
    }

    private static Part part(ResultSet row) throws SQLException {
        return new Part(
                Instant.ofEpochSecond(row.getLong("at")),
                row.getLong("files"),
                row.getLong("bytes"),
                row.getLong("failed"),
                known(row, "median"),
                known(row, "p99"),
                known(row, "queued"),
                known(row, "outbox"),
                known(row, "uploads"),
                known(row, "backfill"),
                row.getBoolean("rests"),
                row.getBoolean("silent"));
    }

    private static @Nullable Long known(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
