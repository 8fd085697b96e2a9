package io.nfs2s3.runs;

import io.nfs2s3.runs.BackfillRun.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements on {@code nfs2s3.backfill_run} of those who look at runs, begin, take over or cancel them. */
public final class BackfillRunSql {
    private static final String COLUMNS = """
             id, source, what, state, owner, started_at, finished_at, registered, known, skipped, bad, sent, missing,
            error, greatest(0, extract(epoch FROM now() - seen_at))::bigint AS silent_seconds
            """;

    private BackfillRunSql() {}

    /** So that of two that begin at once the second sees the first. */
    public static void lock(Handle handle) {
        handle.execute("LOCK TABLE nfs2s3.backfill_run IN SHARE ROW EXCLUSIVE MODE");
    }

    public static long insert(Handle handle, Source source, String what, String owner) {
        return handle.createQuery("""
                INSERT INTO nfs2s3.backfill_run (source, what, owner) VALUES (:source, :what, :owner) RETURNING id
                """)
                .bind("source", source.name())
                .bind("what", what)
                .bind("owner", owner)
                .mapTo(Long.class)
                .one();
    }

    /** Unfinished runs that may come upon the same files: only of scans it is known which they do not. */
    public static List<BackfillRun> overlapping(Handle handle, Source source, String what) {
        return handle.createQuery("SELECT" + COLUMNS + """
                FROM nfs2s3.backfill_run
                WHERE state IN ('RUNNING', 'PAUSED', 'FAILED')
                    AND (source <> 'SCAN' OR :source <> 'SCAN'
                        OR starts_with(what, :what) OR starts_with(:what, what))
                ORDER BY id
                """)
                .bind("source", source.name())
                .bind("what", what)
                .map((row, context) -> run(row))
                .list();
    }

    public static Optional<BackfillRun> find(Handle handle, long run) {
        return handle.createQuery("SELECT" + COLUMNS + "FROM nfs2s3.backfill_run WHERE id = :run")
                .bind("run", run)
                .map((row, context) -> run(row))
                .findOne();
    }

    public static List<BackfillRun> newest(Handle handle, boolean unfinished, int limit) {
        return handle.createQuery("SELECT" + COLUMNS + """
                FROM nfs2s3.backfill_run
                WHERE NOT :unfinished OR state IN ('RUNNING', 'PAUSED', 'FAILED')
                ORDER BY id DESC LIMIT :limit
                """)
                .bind("unfinished", unfinished)
                .bind("limit", limit)
                .map((row, context) -> run(row))
                .list();
    }

    /** @return false when somebody else was faster */
    public static boolean takeOver(Handle handle, BackfillRun run, String owner) {
        return handle.createUpdate("""
                UPDATE nfs2s3.backfill_run
                SET state = 'RUNNING', owner = :owner, seen_at = now(), skipped = 0, bad = 0, error = NULL
                WHERE id = :run AND owner = :before AND state = :state
                """)
                        .bind("owner", owner)
                        .bind("run", run.id())
                        .bind("before", run.owner())
                        .bind("state", run.state().name())
                        .execute()
                == 1;
    }

    /** @return false when it was finished, or never there */
    public static boolean cancel(Handle handle, long run) {
        return handle.createUpdate("""
                UPDATE nfs2s3.backfill_run SET state = 'CANCELLED', finished_at = now()
                WHERE id = :run AND state IN ('RUNNING', 'PAUSED', 'FAILED')
                """).bind("run", run).execute() == 1;
    }

    static BackfillCounts counts(ResultSet row) throws SQLException {
        return new BackfillCounts(
                row.getLong("registered"), row.getLong("known"), row.getLong("skipped"), row.getLong("bad"));
    }

    private static BackfillRun run(ResultSet row) throws SQLException {
        Timestamp finished = row.getTimestamp("finished_at");
        return new BackfillRun(
                row.getLong("id"),
                Source.valueOf(row.getString("source")),
                row.getString("what"),
                BackfillState.valueOf(row.getString("state")),
                row.getString("owner"),
                row.getTimestamp("started_at").toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getLong("silent_seconds"),
                counts(row),
                row.getLong("sent"),
                row.getObject("missing", Long.class),
                row.getString("error"));
    }
}
