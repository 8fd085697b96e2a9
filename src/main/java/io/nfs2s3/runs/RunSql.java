package io.nfs2s3.runs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The statements on {@code nfs2s3.run} of those who look at runs, begin, take over or cancel them. */
final class RunSql {
    private static final String COLUMNS = """
             id, kind, source, what, state, owner, started_at, finished_at, done, unchanged, skipped, failed, sent, missing,
            error, rate, abs(extract(epoch FROM now() - seen_at))::bigint AS silent_seconds
            """;

    private static final String UNFINISHED = " state IN ('RUNNING', 'PAUSED', 'FAILED') ";

    private static final String OF_KIND = " (:kind::text IS NULL OR kind = :kind) ";

    private RunSql() {}

    private static @Nullable String name(@Nullable RunKind kind) {
        return kind == null ? null : kind.name();
    }

    /** So that of two that begin at once the second sees the first. */
    static void lock(Handle handle) {
        handle.execute("LOCK TABLE nfs2s3.run IN SHARE ROW EXCLUSIVE MODE");
    }

    static long insert(Handle handle, RunKind kind, String source, String what, String owner, int rate) {
        return handle.createQuery("""
                INSERT INTO nfs2s3.run (kind, source, what, owner, rate) VALUES (:kind, :source, :what, :owner, :rate)
                RETURNING id
                """)
                .bind("kind", kind.name())
                .bind("source", source)
                .bind("what", what)
                .bind("owner", owner)
                .bind("rate", rate)
                .mapTo(Long.class)
                .one();
    }

    /** Whether a run of a source can still go on by itself, or began less than so long ago, by the clock of the database. */
    static boolean hadTurn(Handle handle, RunKind kind, String source, Duration turn) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM nfs2s3.run WHERE kind = :kind AND source = :source AND ("
                        + "state IN ('RUNNING', 'PAUSED') OR started_at > now() - make_interval(secs => :turn)))")
                .bind("kind", kind.name())
                .bind("source", source)
                .bind("turn", turn.toMillis() / 1e3)
                .mapTo(Boolean.class)
                .one();
    }

    static void cancelFailed(Handle handle, RunKind kind, String source) {
        handle.createUpdate("UPDATE nfs2s3.run SET state = 'CANCELLED', finished_at = now()"
                        + " WHERE kind = :kind AND source = :source AND state = 'FAILED'")
                .bind("kind", kind.name())
                .bind("source", source)
                .execute();
    }

    /** @return false when it is not PAUSED any more, or began less than so long ago, by the clock of the database */
    static boolean giveUp(Handle handle, RunKind kind, long run, Duration turn) {
        return handle.createUpdate("UPDATE nfs2s3.run SET state = 'CANCELLED', finished_at = now()"
                                + " WHERE id = :run AND kind = :kind AND state = 'PAUSED'"
                                + " AND started_at <= now() - make_interval(secs => :turn)")
                        .bind("run", run)
                        .bind("kind", kind.name())
                        .bind("turn", turn.toMillis() / 1e3)
                        .execute()
                == 1;
    }

    /** @param kind null for any */
    static Optional<Run> find(Handle handle, @Nullable RunKind kind, long run) {
        return handle.createQuery("SELECT" + COLUMNS + "FROM nfs2s3.run WHERE id = :run AND" + OF_KIND)
                .bind("run", run)
                .bind("kind", name(kind))
                .map((row, context) -> run(row))
                .findOne();
    }

    /** @param kind null for any */
    static List<Run> newest(Handle handle, @Nullable RunKind kind, boolean unfinished, int limit) {
        return handle.createQuery("SELECT" + COLUMNS + "FROM nfs2s3.run WHERE" + OF_KIND + "AND (NOT :unfinished OR"
                        + UNFINISHED + ") ORDER BY id DESC LIMIT :limit")
                .bind("kind", name(kind))
                .bind("unfinished", unfinished)
                .bind("limit", limit)
                .map((row, context) -> run(row))
                .list();
    }

    /** Those that were begun before an end, and heard of or finished since a beginning; the newest first. */
    static List<Run> between(Handle handle, Instant from, Instant to, int limit) {
        return handle.createQuery("SELECT" + COLUMNS + "FROM nfs2s3.run WHERE started_at < :to"
                        + " AND coalesce(finished_at, seen_at) >= :from ORDER BY id DESC LIMIT :limit")
                .bind("from", from)
                .bind("to", to)
                .bind("limit", limit)
                .map((row, context) -> run(row))
                .list();
    }

    /** The newest first. */
    static List<Run> lastDone(Handle handle, RunKind kind, List<String> sources, int limit) {
        return handle.createQuery("SELECT" + COLUMNS + "FROM nfs2s3.run WHERE kind = :kind AND source = ANY (:sources)"
                        + " AND state = 'DONE' ORDER BY id DESC LIMIT :limit")
                .bind("kind", kind.name())
                .bindArray("sources", String.class, sources)
                .bind("limit", limit)
                .map((row, context) -> run(row))
                .list();
    }

    /** @return false when somebody else was faster */
    static boolean takeOver(Handle handle, RunKind kind, Run run, String owner) {
        return handle.createUpdate("""
                UPDATE nfs2s3.run
                SET state = 'RUNNING', owner = :owner, seen_at = now(), error = NULL,
                    skipped = CASE WHEN :keeps THEN skipped ELSE 0 END, failed = CASE WHEN :keeps THEN failed ELSE 0 END,
                    unchanged = CASE WHEN :again THEN 0 ELSE unchanged END
                WHERE id = :run AND owner = :before AND state = :state
                """)
                        .bind("owner", owner)
                        .bind("again", kind.findsUnchangedAgain())
                        .bind("keeps", kind.keepsItsPlace())
                        .bind("run", run.id())
                        .bind("before", run.owner())
                        .bind("state", run.state().name())
                        .execute()
                == 1;
    }

    /** @return false when it was finished, or never there */
    static boolean cancel(Handle handle, RunKind kind, long run) {
        return handle.createUpdate("UPDATE nfs2s3.run SET state = 'CANCELLED', finished_at = now()"
                                + " WHERE id = :run AND kind = :kind AND" + UNFINISHED)
                        .bind("run", run)
                        .bind("kind", kind.name())
                        .execute()
                == 1;
    }

    static List<RunsOfKind> byKind(Handle handle) {
        return handle.createQuery("""
                SELECT r.kind, count(*) FILTER (WHERE r.state = 'RUNNING') AS running,
                       count(*) FILTER (WHERE r.state = 'PAUSED') AS paused,
                       count(*) FILTER (WHERE r.state = 'FAILED') AS broken,
                       (array_agg(r.done + r.unchanged + r.skipped + r.failed ORDER BY r.id DESC))[1] AS names
                FROM nfs2s3.run r GROUP BY r.kind
                """)
                .map((row, context) -> new RunsOfKind(
                        RunKind.valueOf(row.getString("kind")),
                        row.getLong("running"),
                        row.getLong("paused"),
                        row.getLong("broken"),
                        row.getLong("names")))
                .list();
    }

    static RunCounts counts(ResultSet row) throws SQLException {
        return new RunCounts(
                row.getLong("done"), row.getLong("unchanged"), row.getLong("skipped"), row.getLong("failed"));
    }

    private static Run run(ResultSet row) throws SQLException {
        Timestamp finished = row.getTimestamp("finished_at");
        return new Run(
                row.getLong("id"),
                RunKind.valueOf(row.getString("kind")),
                row.getString("source"),
                row.getString("what"),
                RunState.valueOf(row.getString("state")),
                row.getString("owner"),
                row.getTimestamp("started_at").toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getLong("silent_seconds"),
                counts(row),
                row.getLong("sent"),
                row.getObject("missing", Long.class),
                row.getString("error"),
                row.getInt("rate"));
    }
}
