package io.nfs2s3.database;

import java.sql.SQLTimeoutException;
import java.time.Duration;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Until when a caller waits for the database. The server is told how much of it is left and ends what takes longer, so
 * that a call which its caller gave up neither waits in the server nor takes effect later. Immutable.
 */
public final class Deadline {
    /** The caller waits for as long as the limits of its pool let it. */
    public static final Deadline NONE = new Deadline(false, 0);

    private static final long NANOS_PER_MILLI = 1_000_000;
    private final boolean isSet;
    private final long nanos;

    private Deadline(boolean isSet, long nanos) {
        this.isSet = isSet;
        this.nanos = nanos;
    }

    /** @param patience from now on; what is not above zero is over at once */
    public static Deadline in(Duration patience) {
        return new Deadline(true, System.nanoTime() + patience.toNanos());
    }

    boolean isSet() {
        return isSet;
    }

    boolean isOver() {
        return isSet && nanos - System.nanoTime() <= 0;
    }

    /**
     * What is left, in milliseconds, at least 1.
     *
     * @throws UnableToExecuteStatementException when it is over; {@link DatabaseErrors#isOutage} says so too
     */
    long millisLeft() {
        requireNotOver();
        return Math.max(1, (nanos - System.nanoTime()) / NANOS_PER_MILLI);
    }

    /** @throws UnableToExecuteStatementException when it is over: nobody waits for what would be done now */
    void requireNotOver() {
        if (isOver()) {
            String reason = "the caller does not wait for the database any more";
            throw new UnableToExecuteStatementException(reason, new SQLTimeoutException(reason, "57014"), null);
        }
    }
}
