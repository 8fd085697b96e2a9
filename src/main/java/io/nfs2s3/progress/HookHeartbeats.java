package io.nfs2s3.progress;

import io.nfs2s3.database.Deadline;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.SiteFigures.UploadCounts;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Writes what upload hooks say of themselves into {@code nfs2s3.upload_hook}, one row for each open hook. What those counted that are
 * gone is kept in one more row, without a name. Thread-safe.
 */
public final class HookHeartbeats {
    private final Jdbi jdbi;

    public HookHeartbeats(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Writes the row of a hook, until the deadline. When it was seen is now, by the database's clock. */
    public void write(HookCounts hook, Deadline deadline) {
        TransactionRetry.inTransaction(
                jdbi,
                deadline,
                handle -> handle.createUpdate("""
                INSERT INTO nfs2s3.upload_hook AS h (name, sqs_breaker, database_breaker,
                    to_sqs, to_outbox, to_spool, held, refused, spool_bytes)
                VALUES (:name, :sqs, :database, :toSqs, :toOutbox, :toSpool, :held, :refused, :spoolBytes)
                ON CONFLICT (name) DO UPDATE SET seen_at = now(),
                    sqs_breaker = EXCLUDED.sqs_breaker, database_breaker = EXCLUDED.database_breaker,
                    to_sqs = EXCLUDED.to_sqs, to_outbox = EXCLUDED.to_outbox, to_spool = EXCLUDED.to_spool,
                    held = EXCLUDED.held, refused = EXCLUDED.refused, spool_bytes = EXCLUDED.spool_bytes
                """)
                        .bind("name", hook.name())
                        .bind("sqs", hook.sqsBreaker())
                        .bind("database", hook.databaseBreaker())
                        .bind("toSqs", hook.toSqs())
                        .bind("toOutbox", hook.toOutbox())
                        .bind("toSpool", hook.toSpool())
                        .bind("held", hook.held())
                        .bind("refused", hook.refused())
                        .bind("spoolBytes", hook.spoolBytes())
                        .execute());
    }

    /** Takes the row of a hook away, until the deadline. */
    public void remove(String name, Deadline deadline) {
        TransactionRetry.inTransaction(jdbi, deadline, handle -> forget(handle, name, null));
    }

    /**
     * Takes away the rows of hooks, and keeps what they had counted.
     *
     * @param name of one of them; null for none
     * @param silence all that have not written for so many seconds; null for none
     * @return how many went
     */
    static int forget(Handle handle, @Nullable String name, @Nullable Double silence) {
        return handle.createQuery("""
                WITH gone AS (
                    DELETE FROM nfs2s3.upload_hook
                    WHERE name <> '' AND (name = :name OR seen_at < now() - make_interval(secs => :silence))
                    RETURNING to_sqs, to_outbox, to_spool, held, refused
                ), kept AS (
                    INSERT INTO nfs2s3.upload_hook AS h (name, seen_at, sqs_breaker, database_breaker,
                        to_sqs, to_outbox, to_spool, held, refused, spool_bytes)
                    SELECT '', to_timestamp(0), 'CLOSED', 'CLOSED',
                        sum(g.to_sqs), sum(g.to_outbox), sum(g.to_spool), sum(g.held), sum(g.refused), 0
                    FROM gone g HAVING count(*) > 0
                    ON CONFLICT (name) DO UPDATE SET to_sqs = h.to_sqs + EXCLUDED.to_sqs,
                        to_outbox = h.to_outbox + EXCLUDED.to_outbox, to_spool = h.to_spool + EXCLUDED.to_spool,
                        held = h.held + EXCLUDED.held, refused = h.refused + EXCLUDED.refused
                )
                SELECT count(*) FROM gone
                """)
                .bind("name", name)
                .bind("silence", silence)
                .mapTo(Integer.class)
                .one();
    }

    /** Of all hooks that there were: it only grows, whichever of them are silent or gone. */
    static UploadCounts uploads(Handle handle) {
        return handle.createQuery("""
                SELECT coalesce(sum(to_sqs), 0) AS to_sqs, coalesce(sum(to_outbox), 0) AS to_outbox,
                    coalesce(sum(to_spool), 0) AS to_spool, coalesce(sum(held), 0) AS held,
                    coalesce(sum(refused), 0) AS refused
                FROM nfs2s3.upload_hook
                """)
                .map((row, context) -> new UploadCounts(
                        row.getLong("to_sqs"),
                        row.getLong("to_outbox"),
                        row.getLong("to_spool"),
                        row.getLong("held"),
                        row.getLong("refused")))
                .one();
    }
}
