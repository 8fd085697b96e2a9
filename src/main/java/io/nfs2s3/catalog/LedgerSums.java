package io.nfs2s3.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements that sum up {@code nfs2s3.ledger} over a span of time. The server adds; few rows come back. */
final class LedgerSums {
    /** More words than there are: others may have written any. */
    private static final int MOST = 100;

    private LedgerSums() {}

    /** The most frequent first. */
    static List<LedgerCount> counts(Handle handle, Instant from, Instant to) {
        return handle.createQuery("""
                SELECT l.act, count(*) AS lines, coalesce(sum(l.size_bytes), 0)::bigint AS bytes FROM nfs2s3.ledger l
                WHERE l.at >= :from AND l.at < :to GROUP BY l.act ORDER BY count(*) DESC, l.act LIMIT :most
                """)
                .bind("from", from)
                .bind("to", to)
                .bind("most", MOST)
                .map((row, context) ->
                        new LedgerCount(row.getString("act"), row.getLong("lines"), row.getLong("bytes")))
                .list();
    }

    /** By state, not by act: who says an act of its own can have a file FAILED too. */
    static List<FailureFate> failures(Handle handle, Instant from, Instant to) {
        return handle.createQuery("""
                SELECT f.code, sum(f.times)::bigint AS times, count(*) AS files,
                    count(*) FILTER (WHERE m.state IN ('MIGRATED', 'RETIRED')) AS on_s3,
                    count(*) FILTER (WHERE m.state = 'QUEUED') AS queued,
                    count(*) FILTER (WHERE m.state = 'FAILED') AS failed,
                    count(*) FILTER (WHERE m.state = 'HELD') AS held,
                    count(*) FILTER (WHERE m.state IS NULL) AS gone
                FROM (
                    SELECT l.path, count(*) AS times,
                        (array_agg(split_part(coalesce(l.reason, ''), ':', 1) ORDER BY l.at DESC, l.id DESC))[1] AS code
                    FROM nfs2s3.ledger l
                    WHERE l.at >= :from AND l.at < :to AND l.state = 'FAILED' AND l.path IS NOT NULL GROUP BY l.path
                ) AS f LEFT JOIN nfs2s3.media m ON m.path = f.path
                GROUP BY f.code ORDER BY count(*) DESC, f.code LIMIT :most
                """)
                .bind("from", from)
                .bind("to", to)
                .bind("most", MOST)
                .map((row, context) -> new FailureFate(
                        row.getString("code"),
                        row.getLong("times"),
                        row.getLong("files"),
                        row.getLong("on_s3"),
                        row.getLong("queued"),
                        row.getLong("failed"),
                        row.getLong("held"),
                        row.getLong("gone")))
                .list();
    }

    /** The time of the first line that there is, by the index. */
    static Optional<Instant> began(Handle handle) {
        return handle.createQuery("SELECT min(l.at) FROM nfs2s3.ledger l")
                .mapTo(Instant.class)
                .findOne();
    }
}
