package io.nfs2s3.runs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** The statements on {@code nfs2s3.run} of the process that has a run. They change nothing once it lost it. */
final class RunLeaseSql {
    /** The row of a run that is still this process's. */
    private static final String OWN_RUN = " WHERE id = :run AND owner = :owner AND state = 'RUNNING' ";

    private static final String BATCH_COLUMNS = " batch, batch_at, done, unchanged, skipped, failed ";

    private RunLeaseSql() {}

    /** Counts a batch. @return empty when the lease is lost, or this batch is not the next one */
    static Optional<RunBatch> count(Handle handle, RunLease lease, long number, RunCounts more) {
        return bind(handle.createQuery("""
                UPDATE nfs2s3.run
                SET batch = :batch, batch_at = now(), seen_at = now(), done = done + :done,
                    unchanged = unchanged + :unchanged, skipped = skipped + :skipped, failed = failed + :failed
                """ + OWN_RUN + "AND batch = :batch - 1 RETURNING" + BATCH_COLUMNS), lease)
                .bind("batch", number)
                .bind("done", more.done())
                .bind("unchanged", more.unchanged())
                .bind("skipped", more.skipped())
                .bind("failed", more.failed())
                .map((row, context) -> batch(row))
                .findOne();
    }

    /** The last batch that was counted; empty when the lease is lost, or there was none. */
    static Optional<RunBatch> lastBatch(Handle handle, RunLease lease) {
        return bind(
                        handle.createQuery(
                                "SELECT" + BATCH_COLUMNS + "FROM nfs2s3.run" + OWN_RUN + "AND batch_at IS NOT NULL"),
                        lease)
                .map((row, context) -> batch(row))
                .findOne();
    }

    /** Up to when the messages of a run are sent. */
    static Instant sentUpTo(Handle handle, RunLease lease) {
        return handle.createQuery("SELECT coalesce(sent_up_to, 'epoch') FROM nfs2s3.run WHERE id = :run")
                .bind("run", lease.run())
                .mapTo(Instant.class)
                .one();
    }

    static boolean sent(Handle handle, RunLease lease, long files, Instant upTo) {
        return bind(
                                handle.createUpdate(
                                        "UPDATE nfs2s3.run SET sent = sent + :files, sent_up_to = :upTo" + OWN_RUN),
                                lease)
                        .bind("files", files)
                        .bind("upTo", upTo)
                        .execute()
                == 1;
    }

    static boolean reached(Handle handle, RunLease lease, String key) {
        return bind(handle.createUpdate("UPDATE nfs2s3.run SET reached_key = :key" + OWN_RUN), lease)
                        .bind("key", key)
                        .execute()
                == 1;
    }

    static Optional<String> reached(Handle handle, RunLease lease) {
        return bind(
                        handle.createQuery(
                                "SELECT reached_key FROM nfs2s3.run" + OWN_RUN + "AND reached_key IS NOT NULL"),
                        lease)
                .mapTo(String.class)
                .findOne();
    }

    static boolean rate(Handle handle, RunLease lease, int rate) {
        return bind(handle.createUpdate("UPDATE nfs2s3.run SET rate = :rate" + OWN_RUN), lease)
                        .bind("rate", rate)
                        .execute()
                == 1;
    }

    static boolean renew(Handle handle, RunLease lease) {
        return bind(handle.createUpdate("UPDATE nfs2s3.run SET seen_at = now()" + OWN_RUN), lease)
                        .execute()
                == 1;
    }

    static boolean end(Handle handle, RunLease lease, RunState state, @Nullable Long missing, @Nullable String error) {
        return bind(handle.createUpdate("""
                UPDATE nfs2s3.run
                SET state = :state, missing = :missing, error = :error, seen_at = now(),
                    finished_at = CASE WHEN :state = 'DONE' THEN now() END
                """ + OWN_RUN), lease)
                        .bind("state", state.name())
                        .bind("missing", missing)
                        .bind("error", error)
                        .execute()
                == 1;
    }

    static boolean withdraw(Handle handle, RunLease lease) {
        return bind(handle.createUpdate("DELETE FROM nfs2s3.run" + OWN_RUN + "AND batch = 0"), lease)
                        .execute()
                == 1;
    }

    private static <T extends SqlStatement<T>> T bind(T statement, RunLease lease) {
        return statement.bind("run", lease.run()).bind("owner", lease.owner());
    }

    private static RunBatch batch(ResultSet row) throws SQLException {
        return new RunBatch(row.getLong("batch"), row.getTimestamp("batch_at").toInstant(), RunSql.counts(row));
    }
}
