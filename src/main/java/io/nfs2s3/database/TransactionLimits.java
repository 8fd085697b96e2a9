package io.nfs2s3.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction tells the server of its limits: what is left of its {@link Deadline}, and, behind a connection
 * pooler, the limits of our pool, which a session has there for one transaction only. What is read there without a
 * transaction, the client cancels. Public for Jdbi, which makes copies.
 */
public final class TransactionLimits implements JdbiConfig<TransactionLimits> {
    private @Nullable ServerConnections connections;

    public TransactionLimits() {}

    /** Has what goes through {@code jdbi} limited. */
    static void apply(Jdbi jdbi, ServerConnections connections) {
        jdbi.configure(TransactionLimits.class, limits -> limits.connections = connections);
        jdbi.configure(
                SqlStatements.class,
                statements -> statements.addCustomizer(new StatementCustomizer() {
                    @Override
                    public void beforeExecution(PreparedStatement statement, StatementContext context)
                            throws SQLException {
                        if (connections.arePooled()) {
                            statement.setQueryTimeout(connections.limits().cancelSeconds());
                        }
                    }
                }));
    }

    /** Whether a statement needs a transaction around it to be limited. */
    boolean needTransaction() {
        ServerConnections from = connections;
        return from != null && from.arePooled();
    }

    /**
     * How long the server may take over the next statement, in milliseconds: what is left until the deadline, and never
     * longer than the pool lets it.
     *
     * @throws org.jdbi.v3.core.JdbiException when the deadline is over
     */
    public static long statementMillis(Handle handle, Deadline deadline) {
        return handle.getConfig(TransactionLimits.class).statementMillis(deadline);
    }

    private long statementMillis(Deadline deadline) {
        ServerConnections from = connections;
        long left = deadline.isSet() ? deadline.millisLeft() : Long.MAX_VALUE;
        return from == null ? left : Math.min(left, from.limits().statement());
    }

    /** A statement failed: it may say something of all connections of the pool. */
    void failed(Throwable error) {
        ServerConnections from = connections;
        if (from != null) {
            from.failed(error);
        }
    }

    /**
     * Limits the transaction that has just begun. It sees nothing of the database yet: its work may still choose the
     * isolation.
     *
     * @throws org.jdbi.v3.core.JdbiException when the deadline is over, or the database fails
     */
    void begin(Handle handle, Deadline deadline) {
        ServerConnections from = connections;
        if (from != null && from.arePooled()) {
            long statement = statementMillis(deadline);
            ServerLimits limits = from.limits();
            set(
                    handle,
                    "SET LOCAL statement_timeout = %d; SET LOCAL lock_timeout = %d; SET LOCAL %s = %d"
                            .formatted(
                                    statement,
                                    deadline.isSet() ? statement : Math.min(statement, limits.lock()),
                                    "idle_in_transaction_session_timeout",
                                    limits.idleInTransaction()));
        } else if (deadline.isSet()) {
            set(
                    handle,
                    "SET LOCAL statement_timeout = %1$d; SET LOCAL lock_timeout = %1$d"
                            .formatted(statementMillis(deadline)));
        }
    }

    /** Not by a prepared statement: one for each number of milliseconds would push the others out of the driver's cache. */
    private static void set(Handle handle, String settings) {
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute(settings);
        } catch (SQLException e) {
            throw new UnableToExecuteStatementException("the transaction was not limited", e, null);
        }
    }

    @Override
    public TransactionLimits createCopy() {
        TransactionLimits copy = new TransactionLimits();
        copy.connections = connections;
        return copy;
    }
}
