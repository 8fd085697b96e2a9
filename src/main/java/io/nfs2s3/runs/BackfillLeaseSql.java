package io.nfs2s3.runs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The statements on {@code nfs2s3.backfill_run} of the process that has a run. They change nothing once it lost it. */
public final class BackfillLeaseSql {
    /** @param number of the batch */
    public record Batch(long number, Instant at, BackfillCounts counts) {}

    private static final String HELD = " WHERE id = :run AND owner = :owner AND state = 'RUNNING' ";

    private BackfillLeaseSql() {}

    /** Counts a batch. @return empty when the lease is lost, or this batch is not the next one */
    public static Optional<Batch> count(Handle handle, BackfillLease lease, long number, BackfillCounts more) {
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
    public static Optional<Batch> lastBatch(Handle handle, BackfillLease lease) {
        return held(
                        handle.createQuery("SELECT batch, batch_at, registered, known, skipped, bad"
                                + " FROM nfs2s3.backfill_run" + HELD + "AND batch_at IS NOT NULL"),
                        lease)
                .map((row, context) -> batch(row))
                .findOne();
    }

    /** Up to when the messages of a run are sent. */
    public static Instant sentUpTo(Handle handle, BackfillLease lease) {
        return handle.createQuery("SELECT coalesce(sent_up_to, 'epoch') FROM nfs2s3.backfill_run WHERE id = :run")
                .bind("run", lease.run())
                .mapTo(Instant.class)
                .one();
    }

    public static boolean sent(Handle handle, BackfillLease lease, long files, Instant upTo) {
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

    public static boolean renew(Handle handle, BackfillLease lease) {
        return held(handle.createUpdate("UPDATE nfs2s3.backfill_run SET seen_at = now()" + HELD), lease)
                        .execute()
                == 1;
    }

    public static boolean end(
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

    private static <T extends SqlStatement<T>> T held(T statement, BackfillLease lease) {
        return statement.bind("run", lease.run()).bind("owner", lease.owner());
    }

    private static Batch batch(ResultSet row) throws SQLException {
        return new Batch(row.getLong("batch"), row.getTimestamp("batch_at").toInstant(), BackfillRunSql.counts(row));
    }
}
