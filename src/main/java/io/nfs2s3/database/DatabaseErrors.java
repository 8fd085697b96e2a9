package io.nfs2s3.database;

import io.nfs2s3.media.ErrorText;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a database error means, told by SQLSTATE (PostgreSQL manual, appendix A). */
public final class DatabaseErrors {
    /** Connection exception, insufficient resources, operator intervention, system error. */
    private static final Set<String> OUTAGE_CLASSES = Set.of("08", "53", "57", "58");

    static final String READ_ONLY = "25006";

    /** The server ended a session that left its transaction idle, or took too long over it (PostgreSQL 17). */
    private static final Set<String> SESSION_ENDED = Set.of("25P03", "25P04");

    /** Others hold a lock for longer than we wait: nothing can be done there now. */
    private static final String LOCK_TIMEOUT = "55P03";

    /** Undefined table, column or function, and a schema that is not there. */
    private static final Set<String> UNDEFINED = Set.of("42P01", "42703", "42883", "3F000");

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private static final String UNIQUE_VIOLATION = "23505";

    /** Deadlock detected, serialization failure: PostgreSQL ended one transaction for the sake of another. */
    private static final Set<String> CONFLICTS = Set.of("40P01", "40001");

    /** Of many things, {@code cached plan must not change result type} among them: the driver plans anew next time. */
    private static final String NOT_SUPPORTED = "0A000";

    /** Of the server's source; its messages come in the language of the server. */
    private static final String STALE_PLAN = "RevalidateCached";

    /** Syntax error or access rule violation: no such table, column or right. */
    private static final String INVALID_CLASS = "42";

    private static final String QUERY_CANCELED = "57014";

    private static final String NOT_CONNECTED = "08001";

    private DatabaseErrors() {}

    /** What an error says in one line; where our own time limit ended the call, with the setting that has it. */
    public static String text(Throwable error) {
        String setting = limit(error);
        return ErrorText.ofRoot(error) + (setting.isEmpty() ? "" : "; this is our own time limit, see " + setting);
    }

    private static String limit(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && isConnectTooLong(sql)) {
                return "database.connectTimeout";
            }
            if (t instanceof SQLException sql && isStatementTooLong(sql)) {
                return "database.socketTimeout";
            }
        }
        return "";
    }

    /** HikariCP had no free connection, or the server did not take one, or did not finish the login. */
    private static boolean isConnectTooLong(SQLException error) {
        boolean late = error.getCause() instanceof SocketTimeoutException
                || String.valueOf(error.getMessage()).equals("Connection attempt timed out.");
        return (error instanceof SQLTransientException && error.getCause() == null)
                || (NOT_CONNECTED.equals(error.getSQLState()) && late);
    }

    /** Not one that a DBA cancelled; the two differ by their text alone. In another language of the server neither is told. */
    private static boolean isStatementTooLong(SQLException error) {
        boolean cancelled = QUERY_CANCELED.equals(error.getSQLState())
                && String.valueOf(error.getMessage()).contains("statement timeout");
        return cancelled
                || (error.getCause() instanceof SocketTimeoutException && !NOT_CONNECTED.equals(error.getSQLState()));
    }

    /** Whether others held a lock for longer than we wait. */
    public static boolean isLocked(Throwable error) {
        return LOCK_TIMEOUT.equals(state(error));
    }

    /** Whether it is the statement that the database does not take, whatever its parameters. */
    public static boolean isInvalidStatement(Throwable error) {
        return state(error).startsWith(INVALID_CLASS);
    }

    /**
     * Whether the database cannot be used now: unreachable, shutting down, out of resources, a read-only standby, locked by
     * others for too long, or with an identity sequence that is behind its table, which fails every insert alike.
     */
    public static boolean isOutage(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLTransientException) {
                return true; // HikariCP: no connection within its timeout
            }
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                String state = sql.getSQLState();
                return isReadOnly(sql)
                        || state.equals(LOCK_TIMEOUT)
                        || SESSION_ENDED.contains(state)
                        || isDuplicateId(sql)
                        || (state.length() >= 2 && OUTAGE_CLASSES.contains(state.substring(0, 2)));
            }
        }
        return false;
    }

    /** Whether a statement names what is not there: its schema is missing, or older than the program. */
    public static boolean isUndefined(Throwable error) {
        return UNDEFINED.contains(state(error));
    }

    /** Whether the user of the connection lacks a right. */
    public static boolean isForbidden(Throwable error) {
        return INSUFFICIENT_PRIVILEGE.equals(state(error));
    }

    /** The first SQLSTATE among an error and its causes; empty when there is none. */
    private static String state(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
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

    /** Whether the server takes no writes: it was the primary before a failover, or is a standby. */
    static boolean isReadOnly(SQLException error) {
        return READ_ONLY.equals(error.getSQLState());
    }

    /** Whether the transaction would do if it were run again. */
    public static boolean isConflict(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && (isConflict(sql) || isStalePlan(sql))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isConflict(SQLException error) {
        return CONFLICTS.contains(String.valueOf(error.getSQLState()));
    }

    private static boolean isStalePlan(SQLException error) {
        return NOT_SUPPORTED.equals(error.getSQLState())
                && error instanceof PSQLException own
                && own.getServerErrorMessage() != null
                && String.valueOf(own.getServerErrorMessage().getRoutine()).startsWith(STALE_PLAN);
    }
}
