package io.nfs2s3.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;

/**
 * Whether a connection pooler lends one session of the server to a client for a transaction only, and to the next client
 * then. What is set in a session for longer (Flyway's search path, a cursor) would meet another client, of the site's.
 */
final class SharedSessions {
    /** One is enough where nobody else uses the pooler; where many do, two sessions may look like their own once. */
    private static final int ROUNDS = 10;

    private SharedSessions() {}

    /**
     * What is wrong, and what to do; empty when sessions are a connection's own.
     *
     * @throws ConnectionException when the database cannot be used
     */
    static Optional<String> problem(DataSource pool) {
        Optional<ServerConnections> connections = Database.connections(pool);
        if (connections.isEmpty()) {
            return Optional.empty();
        }
        try (Connection one = pool.getConnection()) {
            return connections.get().arePooled() && areShared(one, connections.get())
                    ? Optional.of("database.url leads to a connection pooler that lends its sessions by transaction"
                            + " (PgBouncer: pool_mode = transaction). Daemon and commands need sessions of their own:"
                            + " give them the address of the server itself, or of a pool with pool_mode = session."
                            + " The upload hook and the resolver in the site may keep it")
                    : Optional.empty();
        } catch (SQLException e) {
            throw new ConnectionException(e);
        }
    }

    /** A session that is a connection's own is always the same, and no other connection's. */
    private static boolean areShared(Connection one, ServerConnections more) throws SQLException {
        try (Connection other = more.getConnection()) { // the pool may have one only
            return areShared(one, other);
        }
    }

    private static boolean areShared(Connection one, Connection other) throws SQLException {
        int first = session(one);
        for (int round = 0; round < ROUNDS; round++) {
            other.setAutoCommit(false); // it keeps one session to itself now
            boolean shared = session(other) == first || session(one) != first;
            other.rollback();
            other.setAutoCommit(true);
            if (shared || !staysIn(one, first)) {
                return true;
            }
        }
        return false;
    }

    /** Asked twice in a row, which a pooler that lends in turn answers with two, however many it has. */
    private static boolean staysIn(Connection connection, int session) throws SQLException {
        int again = session(connection);
        return again == session && session(connection) == again;
    }

    private static int session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
