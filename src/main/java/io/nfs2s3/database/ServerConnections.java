package io.nfs2s3.database;

import com.zaxxer.hikari.util.DriverDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;

/**
 * Opens connections, and has the server limit each of them. Thread-safe.
 *
 * <p>A session that is a connection's own keeps its limits, and looks after its client: when a host dies, the server
 * finds out after a minute, not after the two hours of TCP. Behind a connection pooler a session may be another client's
 * in a moment, so nothing is set there that lasts: {@link TransactionLimits} gives each transaction its limits. Which of
 * the two it is shows in the process id: a pooler tells its clients one that is not that of the server's process.
 */
final class ServerConnections extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    /** Keeps what the DBA limits further. Sets nothing, and answers 0, where the session is not this connection's own; and says whether it takes writes. */
    private static final String LIMIT_SESSION = """
            SELECT count(set_config(s.name, CASE WHEN s.name LIKE '%_timeout'
                    AND s.setting::bigint BETWEEN 1 AND l.setting::bigint THEN s.setting ELSE l.setting END, false)),
                current_setting('transaction_read_only') = 'off'
            FROM (VALUES ('statement_timeout', ?), ('lock_timeout', ?), ('idle_in_transaction_session_timeout', ?),
                ('tcp_keepalives_idle', '30'), ('tcp_keepalives_interval', '10'), ('tcp_keepalives_count', '3'))
                AS l (name, setting)
            JOIN pg_settings s ON s.name = l.name
            WHERE pg_backend_pid() = ?
            """;

    private static final int MILLIS_PER_SECOND = 1_000;

    private final transient DriverDataSource driver;
    private final transient ServerLimits limits;
    private final transient Eviction eviction;
    private final int patienceMillis;
    private transient volatile boolean pooled;
    private transient volatile boolean levelKnown;

    /**
     * @param driver opens them
     * @param eviction told of each
     * @param patience with a server, or a pooler, that lets a connection be opened and then says nothing
     */
    ServerConnections(DriverDataSource driver, ServerLimits limits, Eviction eviction, Duration patience) {
        this.driver = driver;
        this.limits = limits;
        this.eviction = eviction;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    /** Something failed on a connection. */
    void failed(Throwable error) {
        eviction.failed(error);
    }

    ServerLimits limits() {
        return limits;
    }

    /** Whether a connection pooler stood between the last connection and the server. */
    boolean arePooled() {
        return pooled;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = driver.getConnection();
        try {
            int afterwards = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, patienceMillis);
            pooled = !limitSession(connection);
            connection.setNetworkTimeout(Runnable::run, pooled ? Math.max(afterwards, cancelMillis()) : afterwards);
            if (pooled) {
                // A statement that is prepared in one session would be looked for in another.
                connection.unwrap(PgConnection.class).setPrepareThreshold(0);
            }
            return levelKnown ? connection : FirstConnection.of(connection, () -> levelKnown = true);
        } catch (SQLException e) {
            try {
                connection.close();
            } catch (SQLException f) {
                e.addSuppressed(f);
            }
            throw e;
        }
    }

    /** A cancel must come before the end of the connection, which would leave the statement behind. */
    private int cancelMillis() {
        return (limits.cancelSeconds() + 1) * MILLIS_PER_SECOND;
    }

    private boolean limitSession(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LIMIT_SESSION)) {
            statement.setString(1, String.valueOf(limits.statement()));
            statement.setString(2, String.valueOf(limits.lock()));
            statement.setString(3, String.valueOf(limits.idleInTransaction()));
            statement.setInt(4, connection.unwrap(PgConnection.class).getBackendPID());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                eviction.opened(row.getBoolean(2));
                return row.getLong(1) > 0;
            }
        }
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("user and password are those of the settings");
    }
}
