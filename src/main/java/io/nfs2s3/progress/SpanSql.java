package io.nfs2s3.progress;

import io.nfs2s3.progress.PastSpan.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Reads {@code nfs2s3.history} in equal steps, whatever was folded: as many rows as there are steps. */
final class SpanSql {
    /** The sum of spreads. To unnest them takes five times as long. */
    private static final String PLACES = IntStream.rangeClosed(1, Tally.PLACES)
            .mapToObj(place -> "coalesce(sum(h.spread[" + place + "]), 0)")
            .collect(Collectors.joining(", "));

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
                WITH done AS (
                    SELECT floor(extract(epoch FROM h.at) / :seconds)::bigint AS number,
                        coalesce(sum(h.amount) FILTER (WHERE h.measure = 'flipped'), 0)::bigint AS files,
                        coalesce(sum(h.bytes) FILTER (WHERE h.measure = 'flipped'), 0)::bigint AS bytes,
                        coalesce(sum(h.amount) FILTER (WHERE h.measure = 'failed'), 0)::bigint AS failed,
                        max(h.most) FILTER (WHERE h.measure = 'outbox') AS outbox,
                        max(h.most) FILTER (WHERE h.measure = 'queue_waiting' AND h.label = 'uploads') AS uploads,
                        max(h.most) FILTER (WHERE h.measure = 'queue_waiting' AND h.label = 'backfill') AS backfill,
                        coalesce(max(h.most) FILTER (WHERE h.measure = 'rests'), 0) > 0 AS rests,
                        count(*) FILTER (WHERE h.measure = 'outbox') AS looks,
                        count(*) FILTER (WHERE h.measure = 'queue_waiting' AND h.label = 'uploads') AS told,
                        ARRAY[%s]::bigint[] AS spread
                    FROM nfs2s3.history h
                    WHERE h.step IN ('MINUTE', 'HOUR', 'DAY') AND h.at >= :from AND h.at < :until
                        AND h.measure IN ('flipped', 'failed', 'outbox', 'rests', 'queue_waiting')
                    GROUP BY 1
                ), queued AS (
                    SELECT DISTINCT ON (q.number) q.number, q.files
                    FROM (SELECT floor(extract(epoch FROM h.at) / :seconds)::bigint AS number, h.at, sum(h.amount) AS files
                        FROM nfs2s3.history h
                        WHERE h.step IN ('MINUTE', 'HOUR', 'DAY') AND h.at >= :from AND h.at < :until
                            AND h.measure = 'files' AND h.label = 'QUEUED'
                        GROUP BY h.at) AS q
                    ORDER BY q.number, q.at DESC
                )
                SELECT d.number * :seconds AS at, d.files, d.bytes, d.failed,
                    nfs2s3.spread_millis(d.spread, 0.5) AS median, nfs2s3.spread_millis(d.spread, 0.99) AS p99,
                    CASE WHEN d.looks > 0 THEN coalesce(q.files, 0) END AS queued, d.outbox, d.uploads, d.backfill, d.rests,
                    d.looks > d.told AS silent
                FROM done d LEFT JOIN queued q USING (number)
                ORDER BY d.number
                """.formatted(PLACES))
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
