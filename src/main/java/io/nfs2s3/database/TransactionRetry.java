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
 * (40P01) or a serialization failure (40001, where the site runs above READ COMMITTED), did nothing and is run again, {@value
 * #TRIES} times at most, each time after a short random pause: at once, both could meet again. Every write goes through here, except one in a transaction of the caller's, who
 * alone can repeat all of it.
 *
 * <p>Jdbi's own {@code SerializableTransactionRunner} knows one of the two, and no statement without a transaction.
 */
public final class TransactionRetry {
    private static final int TRIES = 5;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private TransactionRetry() {}

    /** Several statements in one transaction. */
    public static <T> T inTransaction(Jdbi jdbi, Function<Handle, T> work) {
        return repeat(() -> jdbi.inTransaction(work::apply));
    }

    /** One statement. It is a transaction of its own, without a second round trip for the commit. */
    public static <T> T statement(Jdbi jdbi, Function<Handle, T> work) {
        return repeat(() -> jdbi.withHandle(work::apply));
    }

    /** One statement on a connection that is kept for longer, and is in no transaction. */
    public static <T> T statement(Handle handle, Function<Handle, T> work) {
        return repeat(() -> work.apply(handle));
    }

    /** @param work one transaction or several, each of which may be run again */
    public static <T> T repeat(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == TRIES || !DatabaseErrors.isConflict(e)) {
                    throw e;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(attempt * PAUSE_NANOS));
            }
        }
    }
}
