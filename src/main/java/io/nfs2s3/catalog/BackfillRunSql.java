package io.nfs2s3.catalog;

import io.nfs2s3.catalog.BackfillRun.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The statements on {@code nfs2s3.backfill_run} and its samples. Those of a process name its lease. */
final class BackfillRunSql {
    /** @param number of the batch */
    record Batch(long number, Instant at, BackfillCounts counts) {}

    private static final String COLUMNS = """
             id, source, what, state, owner, started_at, finished_at, registered, known, skipped, bad, sent, missing,
            error, greatest(0, extract(epoch FROM now() - seen_at))::bigint AS silent_seconds
            """;
    private static final String HELD = " WHERE id = :run AND owner = :owner AND state = 'RUNNING' ";

    private BackfillRunSql() {}

    /** So that of two that begin at once the second sees the first. */
    static void lock(Handle handle) {
        handle.execute("LOCK TABLE nfs2s3.backfill_run IN SHARE ROW EXCLUSIVE MODE");
    }

    static long insert(Handle handle, Source source, String what, String owner) {
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
    static List<BackfillRun> overlapping(Handle handle, Source source, String what) {
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

    static Optional<BackfillRun> find(Handle handle, long run) {
        return handle.createQuery("SELECT" + COLUMNS + "FROM nfs2s3.backfill_run WHERE id = :run")
                .bind("run", run)
                .map((row, context) -> run(row))
                .findOne();
    }

    static List<BackfillRun> newest(Handle handle, boolean unfinished, int limit) {
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
    static boolean takeOver(Handle handle, BackfillRun run, String owner) {
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

    /** Counts a batch. @return empty when the lease is lost, or this batch is not the next one */
    static Optional<Batch> count(Handle handle, BackfillLease lease, long number, BackfillCounts more) {
        return held(
                        handle.createQuery("""
                UPDATE nfs2s3.backfill_run
                SET batch = :batch, batch_at = now(), seen_at = now(), registered = registered + :registered,
                    known = known + :known, skipped = skipped + :skipped, bad = bad + :bad
                """ + HELD
                                + "AND batch = :batch - 1 RETURNING batch, batch_at, registered, known, skipped, bad"),
                        lease)
                .bind("batch", number)
                .bind("registered", more.registered())
                .bind("known", more.known())
                .bind("skipped", more.skipped())
                .bind("bad", more.bad())
                .map((row, context) -> batch(row))
                .findOne();
    }

    /** The last batch that was registered; empty when the lease is lost, or there was none. */
    static Optional<Batch> lastBatch(Handle handle, BackfillLease lease) {
        return held(
                        handle.createQuery("SELECT batch, batch_at, registered, known, skipped, bad"
                                + " FROM nfs2s3.backfill_run" + HELD + "AND batch_at IS NOT NULL"),
                        lease)
                .map((row, context) -> batch(row))
                .findOne();
    }

    /** Up to when the messages of a run are sent. */
    static Instant sentUpTo(Handle handle, BackfillLease lease) {
        return handle.createQuery("SELECT coalesce(sent_up_to, 'epoch') FROM nfs2s3.backfill_run WHERE id = :run")
                .bind("run", lease.run())
                .mapTo(Instant.class)
                .one();
    }

    static boolean sent(Handle handle, BackfillLease lease, long files, Instant upTo) {
        return held(
                                handle.createUpdate(
                                        "UPDATE nfs2s3.backfill_run SET sent = sent + :files, sent_up_to = :upTo"
                                                + HELD),
                                lease)
                        .bind("files", files)
                        .bind("upTo", upTo)
                        .execute()
                == 1;
    }

    static boolean renew(Handle handle, BackfillLease lease) {
        return held(handle.createUpdate("UPDATE nfs2s3.backfill_run SET seen_at = now()" + HELD), lease)
                        .execute()
                == 1;
    }

    static boolean end(
            Handle handle, BackfillLease lease, BackfillState state, @Nullable Long missing, @Nullable String error) {
        return held(handle.createUpdate("""
                UPDATE nfs2s3.backfill_run
                SET state = :state, missing = :missing, error = :error, seen_at = now(),
                    finished_at = CASE WHEN :state = 'DONE' THEN now() END
                """ + HELD), lease)
                        .bind("state", state.name())
                        .bind("missing", missing)
                        .bind("error", error)
                        .execute()
                == 1;
    }

    /** @return false when it was finished, or never there */
    static boolean cancel(Handle handle, long run) {
        return handle.createUpdate("""
                UPDATE nfs2s3.backfill_run SET state = 'CANCELLED', finished_at = now()
                WHERE id = :run AND state IN ('RUNNING', 'PAUSED', 'FAILED')
                """).bind("run", run).execute() == 1;
    }

    static void keep(Handle handle, long run, List<BackfillSample> samples) {
        if (samples.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch("INSERT INTO nfs2s3.backfill_sample (run, category, name, reason)"
                + " VALUES (:run, :category, :name, :reason)");
        samples.forEach(sample -> batch.bind("run", run)
                .bind("category", sample.category().name())
                .bind("name", sample.name())
                .bind("reason", sample.reason())
                .add());
        batch.execute();
    }

    static void forgetSamples(Handle handle, long run) {
        handle.createUpdate("DELETE FROM nfs2s3.backfill_sample WHERE run = :run")
                .bind("run", run)
                .execute();
    }

    static List<BackfillSample> samples(Handle handle, long run) {
        return handle.createQuery(
                        "SELECT category, name, reason FROM nfs2s3.backfill_sample WHERE run = :run ORDER BY id")
                .bind("run", run)
                .map((row, context) -> new BackfillSample(
                        BackfillSample.Category.valueOf(row.getString("category")),
                        row.getString("name"),
                        row.getString("reason")))
                .list();
    }

    private static <T extends SqlStatement<T>> T held(T statement, BackfillLease lease) {
        return statement.bind("run", lease.run()).bind("owner", lease.owner());
    }

    private static Batch batch(ResultSet row) throws SQLException {
        return new Batch(row.getLong("batch"), row.getTimestamp("batch_at").toInstant(), counts(row));
    }

    private static BackfillCounts counts(ResultSet row) throws SQLException {
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
