package io.nfs2s3.runs;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.TimeWindows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The row of one kind in {@code nfs2s3.run_control}: read by every process, written by commands and over HTTP. Thread-safe.
 *
 * <p>The methods that take a {@link Handle} belong into a transaction of the caller's, who writes more with it.
 */
public final class RunControls {
    private static final Logger log = LoggerFactory.getLogger(RunControls.class);

    /** Names a second. */
    public static final int MOST_RATE = 10_000_000;

    /** Files. */
    public static final int MOST_QUEUED_AHEAD = 1_000_000_000;

    private final Jdbi jdbi;
    private final RunKind kind;

    public RunControls(Jdbi jdbi, RunKind kind) {
        this.jdbi = jdbi;
        this.kind = kind;
    }

    /** What is said. Hours that cannot be read, which nfs2s3 does not write, are as if nobody had said any. */
    public RunControl read() {
        return jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM nfs2s3.run_control WHERE kind = :kind")
                .bind("kind", kind.name())
                .map((row, context) -> control(row))
                .findOne()
                .orElse(RunControl.NOTHING_SAID));
    }

    private static RunControl control(ResultSet row) throws SQLException {
        Timestamp at = row.getTimestamp("paused_at");
        return new RunControl(
                row.getBoolean("paused"),
                at == null ? null : at.toInstant(),
                row.getString("paused_by"),
                row.getString("reason"),
                row.getObject("rate", Integer.class),
                row.getObject("queued_ahead", Long.class),
                windows(row.getString("kind"), row.getString("hours")));
    }

    private static @Nullable TimeWindows windows(String kind, @Nullable String text) {
        try {
            return text == null ? null : TimeWindows.parse(text);
        } catch (IllegalArgumentException e) { // a pause, and all else that is said, counts all the same
            log.warn("hours cannot be read and do not count kind={} reason=\"{}\"", kind, ErrorText.of(e));
            return null;
        }
    }

    /**
     * Has every host leave the runs of this kind alone. Paused twice, the first one counts.
     *
     * @param by who says so
     * @return whether they were not paused before
     */
    public boolean pause(String by, @Nullable String reason) {
        return alone(handle -> pause(handle, by, reason));
    }

    /** {@link #pause(String, String)}. */
    public boolean pause(Handle handle, String by, @Nullable String reason) {
        return handle.createUpdate("""
                INSERT INTO nfs2s3.run_control AS c (kind, paused, paused_at, paused_by, reason)
                VALUES (:kind, true, now(), :by, :reason)
                ON CONFLICT (kind) DO UPDATE SET paused = true, paused_at = now(), paused_by = :by, reason = :reason
                WHERE NOT c.paused
                """)
                        .bind("kind", kind.name())
                        .bind("by", by)
                        .bind("reason", reason)
                        .execute()
                == 1;
    }

    /** Has every host go on. @return whether it was paused */
    public boolean resume() {
        return alone(handle -> resume(handle));
    }

    /** {@link #resume()}. */
    public boolean resume(Handle handle) {
        return handle.createUpdate("""
                UPDATE nfs2s3.run_control SET paused = false, paused_at = NULL, paused_by = NULL, reason = NULL
                WHERE kind = :kind AND paused
                """).bind("kind", kind.name()).execute() == 1;
    }

    /** @param namesPerSecond 0 for no limit; null: as the settings say, or the run itself */
    public void rate(@Nullable Integer namesPerSecond) {
        alone(handle -> rate(handle, namesPerSecond));
    }

    /**
     * {@link #rate(Integer)}.
     *
     * @return how many rows were written
     * @throws IllegalArgumentException when it is no rate
     */
    public int rate(Handle handle, @Nullable Integer namesPerSecond) {
        requireRange("a rate", namesPerSecond, 0, MOST_RATE);
        return handle.createUpdate("""
                INSERT INTO nfs2s3.run_control (kind, rate) VALUES (:kind, :rate)
                ON CONFLICT (kind) DO UPDATE SET rate = EXCLUDED.rate
                """)
                .bind("kind", kind.name())
                .bind("rate", namesPerSecond)
                .execute();
    }

    /** @param files 1 or more; null: as the settings say */
    public void queuedAhead(@Nullable Long files) {
        alone(handle -> queuedAhead(handle, files));
    }

    /**
     * {@link #queuedAhead(Long)}.
     *
     * @return how many rows were written
     * @throws IllegalArgumentException when it is no number of files
     */
    public int queuedAhead(Handle handle, @Nullable Long files) {
        requireRange("files queued ahead", files, 1, MOST_QUEUED_AHEAD);
        return handle.createUpdate("""
                INSERT INTO nfs2s3.run_control (kind, queued_ahead) VALUES (:kind, :files)
                ON CONFLICT (kind) DO UPDATE SET queued_ahead = EXCLUDED.queued_ahead
                """)
                .bind("kind", kind.name())
                .bind("files", files)
                .execute();
    }

    /** @param hours those without a window are always; null: as the settings say, or always where these have none */
    public void hours(@Nullable TimeWindows hours) {
        alone(handle -> hours(handle, hours));
    }

    /** {@link #hours(TimeWindows)}. @return how many rows were written */
    public int hours(Handle handle, @Nullable TimeWindows hours) {
        return handle.createUpdate("""
                INSERT INTO nfs2s3.run_control (kind, hours) VALUES (:kind, :hours)
                ON CONFLICT (kind) DO UPDATE SET hours = EXCLUDED.hours
                """)
                .bind("kind", kind.name())
                .bind("hours", hours == null ? null : hours.toString())
                .execute();
    }

    private static void requireRange(String what, @Nullable Number value, long least, long most) {
        if (value != null && (value.longValue() < least || value.longValue() > most)) {
            throw new IllegalArgumentException(what + " of " + value + ": give " + least + " to " + most);
        }
    }

    /** Several changes, all of them or none. */
    public void together(Consumer<Handle> changes) {
        TransactionRetry.inTransaction(jdbi, handle -> {
            changes.accept(handle);
            return true;
        });
    }

    private <T> T alone(Function<Handle, T> write) {
        return TransactionRetry.statement(jdbi, write);
    }
}
