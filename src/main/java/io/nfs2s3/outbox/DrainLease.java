package io.nfs2s3.outbox;

import io.nfs2s3.database.TransactionRetry;
import io.nfs2s3.resilience.ProcessLiveness;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The right to drain: one drainer in the cluster has it at a time, for {@link #LENGTH} from each renewal on, by the clock
 * of the database. Nothing has to be given back by a process, or a host, that died. Thread-safe.
 */
final class DrainLease {
    /** Longer than one call to SQS. */
    static final Duration LENGTH = Duration.ofSeconds(30);

    /** Longer than that it is from before the clock of the database was set back, and over. */
    private static final String LIVE =
            " expires_at > clock_timestamp() AND expires_at < clock_timestamp() + interval '1 minute' ";

    private static final String EXPIRES_AT = "clock_timestamp() + make_interval(secs => :seconds)";

    /** Thrown by who finds that another has it. */
    static final class LostException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        LostException() {
            super("another drainer took over");
        }
    }

    private final Jdbi jdbi;
    private final UUID token = UUID.randomUUID();
    private final LongSupplier nanos;
    private volatile long renewedAt;

    /**
     * One that is not taken yet.
     *
     * @param nanos a clock such as {@link System#nanoTime()}
     */
    DrainLease(Jdbi jdbi, LongSupplier nanos) {
        this.jdbi = jdbi;
        this.nanos = nanos;
    }

    /** Who has it now. */
    static Optional<LeaseHolder> holder(Handle handle) {
        return handle.createQuery("""
                SELECT owner, extract(epoch FROM clock_timestamp() - taken_at)::bigint AS seconds
                FROM nfs2s3.drain_lease WHERE
                """ + LIVE)
                .map((row, context) -> new LeaseHolder(row.getString("owner"), row.getLong("seconds")))
                .findOne();
    }

    /**
     * Takes it, if nobody has it, or a process of this host that is gone.
     *
     * @param owner names this process
     * @return false when another drainer has it
     * @throws org.jdbi.v3.core.JdbiException when the database fails, also when it takes no writes; where the answer was lost
     *     it may have been taken all the same
     */
    boolean take(String owner, Optional<LeaseHolder> holder) {
        Optional<String> gone = holder.map(LeaseHolder::owner).filter(other -> ProcessLiveness.isGone(other, owner));
        if (holder.isPresent() && gone.isEmpty()) {
            return false;
        }
        renewedAt = nanos.getAsLong();
        int taken = TransactionRetry.statement(
                jdbi,
                handle -> handle.createUpdate("""
                        INSERT INTO nfs2s3.drain_lease AS l (token, owner, expires_at) VALUES (:token, :owner,
                        """ + EXPIRES_AT + """
                        )
                        ON CONFLICT (only_row) DO UPDATE SET token = EXCLUDED.token, owner = EXCLUDED.owner,
                            taken_at = EXCLUDED.taken_at, expires_at = EXCLUDED.expires_at
                        WHERE l.owner = :gone OR NOT (
                        """ + LIVE.replace("expires_at", "l.expires_at") + ")")
                        .bind("token", token)
                        .bind("owner", owner)
                        .bind("seconds", LENGTH.toSeconds())
                        .bind("gone", gone.orElse(""))
                        .execute());
        return taken == 1;
    }

    /**
     * Renews it in the transaction of the caller: until that ends, nobody else can take it.
     *
     * @throws LostException when another has it
     */
    void renew(Handle handle) {
        long now = nanos.getAsLong();
        int renewed = handle.createUpdate(
                        "UPDATE nfs2s3.drain_lease SET expires_at = " + EXPIRES_AT + " WHERE token = :token")
                .bind("seconds", LENGTH.toSeconds())
                .bind("token", token)
                .execute();
        if (renewed != 1) {
            throw new LostException();
        }
        renewedAt = now;
    }

    /** Renews it when a third of it is gone. @throws LostException when another has it */
    void keep() {
        if (nanos.getAsLong() - renewedAt > LENGTH.toNanos() / 3) {
            TransactionRetry.statement(jdbi, handle -> {
                renew(handle);
                return this;
            });
        }
    }

    /** Gives it back, if it has it. */
    void release() {
        TransactionRetry.statement(
                jdbi, handle -> handle.execute("DELETE FROM nfs2s3.drain_lease WHERE token = ?", token));
    }
}
