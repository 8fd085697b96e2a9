package io.nfs2s3.progress;

import io.nfs2s3.database.TransactionRetry;
import org.jdbi.v3.core.Jdbi;

/** Says how much a worker does at once, beside what it flipped just now. Thread-safe. */
public final class WorkerLimits {
    private final Jdbi jdbi;

    public WorkerLimits(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Does nothing where the worker has flipped nothing within these ten seconds.
     *
     * @param files in flight at most
     * @param calls to the mount at most, 0 for any number
     * @throws org.jdbi.v3.core.JdbiException when the database does not take it
     */
    public void say(String worker, int files, int calls) {
        TransactionRetry.statement(jdbi, handle -> ProgressSql.limits(handle, worker, files, calls));
    }
}
