package io.nfs2s3.progress;

import io.nfs2s3.database.Deadline;
import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import org.jdbi.v3.core.Jdbi;

/** Writes what upload hooks say of themselves into {@code nfs2s3.upload_hook}, one row for each open hook. Thread-safe. */
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
        TransactionRetry.inTransaction(
                jdbi, deadline, handle -> handle.execute("DELETE FROM nfs2s3.upload_hook WHERE name = ?", name));
    }
}
