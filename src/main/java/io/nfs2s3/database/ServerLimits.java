package io.nfs2s3.database;

import java.time.Duration;

/**
 * How long the server lets a session of ours go on, in milliseconds. All are shorter than the time after which the
 * client gives the connection up: else the server would go on working, waiting and holding locks for nobody, and each
 * new connection would leave one more such session behind.
 *
 * @param statement one statement, its wait for locks included
 * @param lock one wait for a lock
 * @param idleInTransaction the pause between two statements of a transaction
 */
record ServerLimits(long statement, long lock, long idleInTransaction) {
    private static final double STATEMENT = 0.9;
    private static final long MILLIS_PER_SECOND = 1_000;

    /** @param socketTimeout when the client gives up an answer */
    static ServerLimits below(Duration socketTimeout) {
        long statement = Math.max(1, (long) (socketTimeout.toMillis() * STATEMENT));
        return new ServerLimits(statement, Math.max(1, statement / 2), statement);
    }

    /** After how many seconds the client cancels a statement of which the server could not be told. */
    int cancelSeconds() {
        return (int) Math.max(1, statement / MILLIS_PER_SECOND);
    }
}
