package io.nfs2s3.runs;

import java.sql.Timestamp;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The one row of {@code nfs2s3.backfill_control}: read by every process, written by commands. Thread-safe. */
public final class BackfillControls {
    private final Jdbi jdbi;

    public BackfillControls(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public BackfillControl read() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM nfs2s3.backfill_control")
                .map((row, context) -> {
                    Timestamp at = row.getTimestamp("paused_at");
                    return new BackfillControl(
                            row.getBoolean("paused"),
                            at == null ? null : at.toInstant(),
                            row.getString("paused_by"),
                            row.getString("reason"),
                            row.getObject("scan_rate", Integer.class),
                            row.getObject("queued_ahead", Long.class));
                })
                .one());
    }

    /**
     * Has every host leave the backfill alone. Paused twice, the first one counts.
     *
     * @param by who says so
     * @return whether it was not paused before
     */
    public boolean pause(String by, @Nullable String reason) {
        return jdbi.withHandle(handle ->
                handle.createUpdate("""
                UPDATE nfs2s3.backfill_control SET paused = true, paused_at = now(), paused_by = :by, reason = :reason
                WHERE NOT paused
                """).bind("by", by).bind("reason", reason).execute() == 1);
    }

    /** Has every host go on. @return whether it was paused */
    public boolean resume() {
        return jdbi.withHandle(handle -> handle.createUpdate("""
                UPDATE nfs2s3.backfill_control SET paused = false, paused_at = NULL, paused_by = NULL, reason = NULL
                WHERE paused
                """).execute() == 1);
    }

    /** @param namesPerSecond 0 for no limit; null: as the settings say */
    public void scanRate(@Nullable Integer namesPerSecond) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE nfs2s3.backfill_control SET scan_rate = :rate")
                .bind("rate", namesPerSecond)
                .execute());
    }

    /** @param files 1 or more; null: as the settings say */
    public void queuedAhead(@Nullable Long files) {
        jdbi.useHandle(handle -> handle.createUpdate("UPDATE nfs2s3.backfill_control SET queued_ahead = :files")
                .bind("files", files)
                .execute());
    }
}
