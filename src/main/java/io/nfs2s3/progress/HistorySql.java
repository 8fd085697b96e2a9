package io.nfs2s3.progress;

import io.nfs2s3.progress.ProgressReport.HostCounts;
import io.nfs2s3.progress.Tally.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What is written into {@code nfs2s3.history}, and read from it. The time is that of the database. */
final class HistorySql {
    /** One host folds. A second one would do no harm, and nothing of use. */
    private static final String ALONE = "SELECT pg_try_advisory_xact_lock(hashtextextended('nfs2s3.history', 0))";

    private HistorySql() {}

    /**
     * A figure of the whole site.
     *
     * @param label the name of a queue; empty for others
     */
    record Level(String measure, String label, long amount) {}

    /**
     * Adds what a process of a host did to the present minute.
     *
     * @param samples whether it would write the figures of the site
     * @return that minute, for the first that would: it writes them
     */
    static Optional<Instant> add(Handle handle, String host, List<Entry> entries, boolean samples, boolean rests) {
        return handle.createQuery("""
                WITH present AS (SELECT date_trunc('minute', now()) AS at), done AS (
                    INSERT INTO nfs2s3.history AS h (step, at, host, kind, measure, label, amount, bytes, spread)
                    SELECT 'MINUTE', p.at, :host, e.kind, e.measure, e.label, e.amount, e.bytes, nullif(e.spread, '')::bigint[]
                    FROM present p CROSS JOIN (
                        SELECT * FROM unnest(:kinds, :measures, :labels, :amounts, :bytes, :spreads)
                            AS u (kind, measure, label, amount, bytes, spread)
                        UNION ALL SELECT '', 'up', '', 1, 0, '') AS e
                    ORDER BY e.kind, e.measure, e.label
                    ON CONFLICT (step, at, host, kind, measure, label) DO UPDATE
                    SET amount = h.amount + EXCLUDED.amount, bytes = h.bytes + EXCLUDED.bytes,
                        spread = coalesce(nfs2s3.add_spread(h.spread, EXCLUDED.spread), h.spread, EXCLUDED.spread)
                )
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, most)
                SELECT 'MINUTE', p.at, '', '', 'rests', '', :rests, 0, :rests FROM present p WHERE :samples
                ON CONFLICT DO NOTHING RETURNING at
                """)
                .bind("host", host)
                .bindArray("kinds", String.class, list(entries, Entry::kind))
                .bindArray("measures", String.class, list(entries, Entry::measure))
                .bindArray("labels", String.class, list(entries, Entry::label))
                .bindArray("amounts", Long.class, list(entries, Entry::amount))
                .bindArray("bytes", Long.class, list(entries, Entry::bytes))
                .bindArray(
                        "spreads",
                        String.class,
                        entries.stream().map(HistorySql::array).toList())
                .bind("samples", samples)
                .bind("rests", rests ? 1L : 0L)
                .mapTo(Instant.class)
                .findOne();
    }

    private static <T> List<T> list(List<Entry> entries, Function<Entry, T> value) {
        return entries.stream().map(value).toList();
    }

    /** As PostgreSQL reads an array; empty for none. */
    private static String array(Entry entry) {
        return entry.spread().isEmpty()
                ? ""
                : entry.spread().stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }

    /** Writes the figures of the site in a minute: all states of all kinds, so that a 0 is known, and these. */
    static int set(Handle handle, Instant minute, List<Level> levels) {
        return handle.createUpdate("""
                WITH counted AS MATERIALIZED (SELECT kind, state, files, bytes FROM nfs2s3.media_by_state)
                INSERT INTO nfs2s3.history (step, at, host, kind, measure, label, amount, bytes, most)
                SELECT 'MINUTE', CAST(:minute AS timestamptz), '', k.kind, 'files', s.state, coalesce(c.files, 0), coalesce(c.bytes, 0),
                    coalesce(c.files, 0)
                FROM (SELECT DISTINCT kind FROM counted) AS k
                    CROSS JOIN (VALUES ('QUEUED'), ('MIGRATED'), ('RETIRED'), ('FAILED'), ('HELD')) AS s (state)
                    LEFT JOIN counted c ON c.kind = k.kind AND c.state = s.state
                UNION ALL
                SELECT 'MINUTE', CAST(:minute AS timestamptz), '', '', l.measure, l.label, l.amount, 0, l.amount
                FROM unnest(:measures, :labels, :amounts) AS l (measure, label, amount)
                ON CONFLICT DO NOTHING
                """)
                .bind("minute", minute)
                .bindArray(
                        "measures",
                        String.class,
                        levels.stream().map(Level::measure).toList())
                .bindArray(
                        "labels",
                        String.class,
                        levels.stream().map(Level::label).toList())
                .bindArray(
                        "amounts",
                        Long.class,
                        levels.stream().map(Level::amount).toList())
                .execute();
    }

    /** Whether nobody else folds; until the end of the transaction nobody does. */
    static boolean isAlone(Handle handle) {
        return handle.createQuery(ALONE).mapTo(Boolean.class).one();
    }

    /**
     * When the oldest hour or day began whose rows are old enough to be folded.
     *
     * @param unit an hour or a day, in the words of PostgreSQL
     * @param kept how old they must be
     */
    static Optional<Instant> oldest(Handle handle, String step, String unit, Duration kept) {
        return handle.createQuery("""
                SELECT date_trunc(:unit, min(h.at) AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' FROM nfs2s3.history h
                WHERE h.step = :step
                    AND h.at < date_trunc(:unit, (now() - make_interval(secs => :kept)) AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
                """)
                .bind("unit", unit)
                .bind("step", step)
                .bind("kept", (double) kept.toSeconds())
                .mapTo(Instant.class)
                .findOne();
    }

    /**
     * Puts the rows of an hour or a day in one step to their place in the next one: by one statement, so that in every snapshot
     * either is there and never both.
     *
     * @return how many rows went
     */
    static int fold(Handle handle, String step, String next, Instant began, Duration length) {
        return handle.createQuery("""
                WITH gone AS (
                    DELETE FROM nfs2s3.history
                    WHERE step = :step AND at >= CAST(:began AS timestamptz) AND at < CAST(:ended AS timestamptz)
                    RETURNING at, host, kind, measure, label, amount, bytes, most, spread
                ), places AS (
                    SELECT g.host, g.kind, g.measure, g.label, t.place, sum(t.many)::bigint AS many
                    FROM gone g CROSS JOIN LATERAL unnest(g.spread) WITH ORDINALITY AS t (many, place)
                    GROUP BY g.host, g.kind, g.measure, g.label, t.place
                ), spreads AS (
                    SELECT p.host, p.kind, p.measure, p.label, array_agg(p.many ORDER BY p.place) AS spread
                    FROM places p GROUP BY p.host, p.kind, p.measure, p.label
                ), sums AS (
                    SELECT g.host, g.kind, g.measure, g.label,
                        CASE g.host WHEN '' THEN (array_agg(g.amount ORDER BY g.at DESC))[1] ELSE sum(g.amount) END AS amount,
                        CASE g.host WHEN '' THEN (array_agg(g.bytes ORDER BY g.at DESC))[1] ELSE sum(g.bytes) END AS bytes,
                        max(g.most) AS most
                    FROM gone g GROUP BY g.host, g.kind, g.measure, g.label
                ), folded AS (
                    INSERT INTO nfs2s3.history AS h (step, at, host, kind, measure, label, amount, bytes, most, spread)
                    SELECT :next, CAST(:began AS timestamptz), a.host, a.kind, a.measure, a.label, a.amount, a.bytes, a.most, s.spread
                    FROM sums a LEFT JOIN spreads s USING (host, kind, measure, label)
                    ON CONFLICT (step, at, host, kind, measure, label) DO UPDATE
                    SET amount = CASE h.host WHEN '' THEN EXCLUDED.amount ELSE h.amount + EXCLUDED.amount END,
                        bytes = CASE h.host WHEN '' THEN EXCLUDED.bytes ELSE h.bytes + EXCLUDED.bytes END,
                        most = greatest(h.most, EXCLUDED.most),
                        spread = coalesce(nfs2s3.add_spread(h.spread, EXCLUDED.spread), h.spread, EXCLUDED.spread)
                )
                SELECT count(*) FROM gone
                """)
                .bind("step", step)
                .bind("next", next)
                .bind("began", began)
                .bind("ended", began.plus(length))
                .mapTo(Integer.class)
                .one();
    }

    /**
     * The minutes of the last time that are over, the oldest first; those of which nothing is known are left out. The row of the
     * outbox is written with those of the files, also while there is no file: without it nobody wrote what was QUEUED.
     */
    static List<Minute> minutes(Handle handle, Duration lately) {
        return handle.createQuery("""
                SELECT h.at, coalesce(sum(h.amount) FILTER (WHERE h.measure = 'flipped'), 0) AS files,
                    coalesce(sum(h.bytes) FILTER (WHERE h.measure = 'flipped'), 0) AS bytes,
                    CASE WHEN count(*) FILTER (WHERE h.measure = 'outbox') > 0
                        THEN coalesce(sum(h.amount) FILTER (WHERE h.measure = 'files' AND h.label = 'QUEUED'), 0) END AS queued
                FROM nfs2s3.history h
                WHERE h.step = 'MINUTE' AND h.at >= now() - make_interval(secs => :lately) AND h.at < date_trunc('minute', now())
                    AND h.measure IN ('flipped', 'files', 'outbox')
                GROUP BY h.at ORDER BY h.at
                """)
                .bind("lately", (double) lately.toSeconds())
                .map((row, context) -> {
                    long queued = row.getLong("queued");
                    Long known = row.wasNull() ? null : queued;
                    return new Minute(
                            row.getTimestamp("at").toInstant(), row.getLong("files"), row.getLong("bytes"), known);
                })
                .list();
    }

    /** The hosts whose processes have written lately, by name. */
    static List<HostCounts> hosts(Handle handle, Duration lately) {
        return handle.createQuery("""
                SELECT h.host, extract(epoch FROM now() - max(h.at))::bigint AS seen_seconds_ago,
                    coalesce(sum(h.amount) FILTER (WHERE h.measure = 'flipped' AND h.at > now() - interval '1 hour'), 0) AS files
                FROM nfs2s3.history h
                WHERE h.step = 'MINUTE' AND h.at > now() - make_interval(secs => :lately) AND h.host <> ''
                    AND h.measure IN ('flipped', 'up')
                GROUP BY h.host ORDER BY h.host
                """)
                .bind("lately", (double) lately.toSeconds())
                .map((row, context) -> new HostCounts(
                        row.getString("host"), Math.max(0, row.getLong("seen_seconds_ago")), row.getLong("files")))
                .list();
    }
}
