package io.nfs2s3.runs;

import io.nfs2s3.database.TransactionRetry;
import java.sql.Timestamp;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The row of one kind in {@code nfs2s3.run_control}: read by every process, written by commands. Thread-safe. */
public final class RunControls {
    private final Jdbi jdbi;
    private final RunKind kind;

    public RunControls(Jdbi jdbi, RunKind kind) {
        this.jdbi = jdbi;
        this.kind = kind;
    }

    public RunControl read() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM nfs2s3.run_control WHERE kind = :kind")
                .bind("kind", kind.name())
                .map((row, context) -> {
                    Timestamp at = row.getTimestamp("paused_at");
                    return new RunControl(
                            row.getBoolean("paused"),
                            at == null ? null : at.toInstant(),
                            row.getString("paused_by"),
                            row.getString("reason"),
                            row.getObject("rate", Integer.class),
                            row.getObject("queued_ahead", Long.class));
                })
                .findOne()
                .orElse(RunControl.NOTHING_SAID));
    }

    /**
     * Has every host leave the runs of this kind alone. Paused twice, the first one counts.
     *
     * @param by who says so
     * @return whether they were not paused before
     */
    public boolean pause(String by, @Nullable String reason) {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                INSERT INTO nfs2s3.run_control AS c (kind, paused, paused_at, paused_by, reason)
                VALUES (:kind, true, now(), :by, :reason)
                ON CONFLICT (kind) DO UPDATE SET paused = true, paused_at = now(), paused_by = :by, reason = :reason
                WHERE NOT c.paused
                """)
                                .bind("kind", kind.name())
                                .bind("by", by)
                                .bind("reason", reason)
                                .execute()
                        == 1);
    }

    /** Has every host go on. @return whether it was paused */
    public boolean resume() {
        return TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                UPDATE nfs2s3.run_control SET paused = false, paused_at = NULL, paused_by = NULL, reason = NULL
                WHERE kind = :kind AND paused
                """).bind("kind", kind.name()).execute() == 1);
    }

    /** @param namesPerSecond 0 for no limit; null: as the settings say */
    public void rate(@Nullable Integer namesPerSecond) {
        TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                INSERT INTO nfs2s3.run_control (kind, rate) VALUES (:kind, :rate)
                ON CONFLICT (kind) DO UPDATE SET rate = EXCLUDED.rate
                """)
                        .bind("kind", kind.name())
                        .bind("rate", namesPerSecond)
                        .execute());
    }

    /** @param files 1 or more; null: as the settings say */
    public void queuedAhead(@Nullable Long files) {
        TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                INSERT INTO nfs2s3.run_control (kind, queued_ahead) VALUES (:kind, :files)
                ON CONFLICT (kind) DO UPDATE SET queued_ahead = EXCLUDED.queued_ahead
                """)
                        .bind("kind", kind.name())
                        .bind("files", files)
                        .execute());
    }
}
