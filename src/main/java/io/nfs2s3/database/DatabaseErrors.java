package io.nfs2s3.database;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a database error means, told by SQLSTATE (PostgreSQL manual, appendix A). */
public final class DatabaseErrors {
    /** Connection exception, insufficient resources, operator intervention, system error. */
    private static final Set<String> OUTAGE_CLASSES = Set.of("08", "53", "57", "58");

    private static final String READ_ONLY = "25006";

    private static final String UNIQUE_VIOLATION = "23505";

    /** Deadlock detected, serialization failure: PostgreSQL ended one transaction for the sake of another. */
    private static final Set<String> CONFLICTS = Set.of("40P01", "40001");

    private DatabaseErrors() {}

    /**
     * Whether the database cannot be used now: unreachable, shutting down, out of resources, a read-only standby, or with
     * an identity sequence that is behind its table, which fails every insert alike.
     */
    public static boolean isOutage(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientException) {
                return true; // HikariCP: no connection within its timeout
            }
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                return state.equals(READ_ONLY)
                        || isDuplicateId(sql)
                        || (state.length() >= 2 && OUTAGE_CLASSES.contains(state.substring(0, 2)));
            }
        }
        return false;
    }

    /**
     * Two rows with one primary key in a table of nfs2s3. PostgreSQL gives out these keys itself, so this is no fault of
     * what was to be written: after a restore of the data alone the sequence begins anew.
     */
    private static boolean isDuplicateId(SQLException error) {
        if (!UNIQUE_VIOLATION.equals(error.getSQLState()) || !(error instanceof PSQLException own)) {
            return false;
        }
        ServerErrorMessage message = own.getServerErrorMessage();
        return message != null
                && "nfs2s3".equals(message.getSchema())
                && String.valueOf(message.getConstraint()).endsWith("_pkey");
    }

    /** Whether the transaction would do if it were run again. */
    static boolean isConflict(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && CONFLICTS.contains(String.valueOf(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }
}
