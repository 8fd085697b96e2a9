package io.nfs2s3.database;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;

/** What a database error means, told by SQLSTATE (PostgreSQL manual, appendix A). */
public final class DatabaseErrors {
    /** Connection exception, insufficient resources, operator intervention, system error. */
    private static final Set<String> OUTAGE_CLASSES = Set.of("08", "53", "57", "58");

    private static final String READ_ONLY = "25006";

    /** Deadlock detected, serialization failure: PostgreSQL ended one transaction for the sake of another. */
    private static final Set<String> CONFLICTS = Set.of("40P01", "40001");

    private DatabaseErrors() {}

    /** Whether the database cannot be used now: unreachable, shutting down, out of resources, or a read-only standby. */
    public static boolean isOutage(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientException) {
                return true; // HikariCP: no connection within its timeout
            }
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                return state.equals(READ_ONLY)
                        || (state.length() >= 2 && OUTAGE_CLASSES.contains(state.substring(0, 2)));
            }
        }
        return false;
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
