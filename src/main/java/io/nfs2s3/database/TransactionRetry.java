package io.nfs2s3.database;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Runs what writes to the database. A write that PostgreSQL ended for the sake of another one, because of a deadlock
 * (40P01) or a serialization failure (40001, where the site runs above READ COMMITTED), or because a table has got other
 * columns since the statement was planned, did nothing and is run again, {@value #TRIES} times at most, each time after a
 * short random pause: at once, both could meet again. Every write goes through here, except one in a transaction of the
 * caller's, who alone can repeat all of it. The server limits each of them: see {@link ServerLimits} and {@link Deadline}.
 *
 * <p>Jdbi's own {@code SerializableTransactionRunner} knows one of the two, and no statement without a transaction.
 */
public final class TransactionRetry {
    private static final int TRIES = 5;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private TransactionRetry() {}

    /** Several statements in one transaction. */
    public static <T> T inTransaction(Jdbi jdbi, Function<Handle, T> work) {
        return inTransaction(jdbi, Deadline.NONE, work);
    }

    /** The same for a caller who does not wait for it beyond a deadline: then it is not committed any more. */
    public static <T> T inTransaction(Jdbi jdbi, Deadline deadline, Function<Handle, T> work) {
        return repeat(deadline, () -> with(jdbi, handle -> limited(handle, deadline, work)));
    }

    /** Has the pool know of an error that is one of all its connections. */
    private static <T> T with(Jdbi jdbi, Function<Handle, T> work) {
        return jdbi.withHandle(handle -> {
            try {
                return work.apply(handle);
            } catch (RuntimeException e) {
                limits(handle).failed(e);
                throw e;
            }
        });
    }

    private static <T> T limited(Handle handle, Deadline deadline, Function<Handle, T> work) {
        return handle.inTransaction(transaction -> {
            limits(handle).begin(transaction, deadline);
            T result = work.apply(transaction);
            deadline.requireNotOver();
            return result;
        });
    }

    private static TransactionLimits limits(Handle handle) {
        return handle.getConfig(TransactionLimits.class);
    }

    /** One statement. It is a transaction of its own, without a second round trip for the commit. */
    public static <T> T statement(Jdbi jdbi, Function<Handle, T> work) {
        return repeat(() -> with(
                jdbi,
                handle ->
                        limits(handle).needTransaction() ? limited(handle, Deadline.NONE, work) : work.apply(handle)));
    }

    /** The same for a caller with a deadline, of which the statement itself tells the server. */
    public static <T> T statement(Jdbi jdbi, Deadline deadline, Function<Handle, T> work) {
        return repeat(deadline, () -> with(jdbi, work));
    }

    /** @param work one transaction or several, each of which may be run again */
    public static <T> T repeat(Supplier<T> work) {
        return repeat(Deadline.NONE, work);
    }

    private static <T> T repeat(Deadline deadline, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == TRIES || deadline.isOver() || !DatabaseErrors.isConflict(e)) {
                    throw e;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * PAUSE_NANOS));
            }
        }
    }
}
