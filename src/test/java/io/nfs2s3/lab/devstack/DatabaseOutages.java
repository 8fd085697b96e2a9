package io.nfs2s3.lab.devstack;

import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;

/**
 * What can befall the PostgreSQL server of an embedded stack, done to its processes. For a stack that nobody else uses at
 * the time. Not thread-safe.
 */
public final class DatabaseOutages {
    private static final String OTHERS =
            " FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

    private final EmbeddedDatabase database;
    /** Or processes that stand still would outlive this one. */
    private final Thread thawAtExit = new Thread(this::thawProcesses, "postgres-thaw");

    DatabaseOutages(EmbeddedDatabase database) {
        this.database = database;
    }

    /** Stops the server as its operator does (mode fast): clients are thrown out, then it ends. */
    public void stop() {
        database.close();
    }

    /** Starts it again after {@link #stop()}, on the same port. */
    public void start() {
        database.startAgain();
    }

    /** Keeps a copy of all its data, for {@link #restore}; the server is stopped for it. */
    public void backUp() {
        stop();
        try {
            Directories.copy(database.data(), backup());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            start();
        }
    }

    /** Puts all its data back to what they were at {@link #backUp}. */
    public void restore() {
        stop();
        try {
            Directories.delete(database.data());
            Files.move(backup(), database.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            start();
        }
    }

    private Path backup() {
        return database.data().resolveSibling("backup");
    }

    /** Stops all processes of the server with SIGSTOP: connections stay open and nobody answers. */
    public void freeze() {
        Runtime.getRuntime().addShutdownHook(thawAtExit);
        postmaster().ifPresent(postmaster -> {
            Signals.stop(LongStream.of(postmaster.pid()));
            Signals.stop(postmaster.descendants().mapToLong(ProcessHandle::pid));
        });
    }

    /** Has the processes go on after {@link #freeze()}. */
    public void thaw() {
        thawProcesses();
        Runtime.getRuntime().removeShutdownHook(thawAtExit);
    }

    private void thawProcesses() {
        postmaster().ifPresent(postmaster -> {
            Signals.cont(postmaster.descendants().mapToLong(ProcessHandle::pid));
            Signals.cont(LongStream.of(postmaster.pid()));
        });
    }

    /** Kills one server process with SIGKILL, upon which the server ends all others and recovers from its log. */
    public void crash() {
        query("SELECT pid" + OTHERS + " LIMIT 1")
                .forEach(pid -> Signals.send("KILL", LongStream.of(Long.parseLong(pid))));
    }

    /** Ends all connections but its own. */
    public void terminateConnections() {
        query("SELECT pg_terminate_backend(pid)" + OTHERS);
    }

    /** Has the server take no writes, in open sessions too, as one that was the primary before a failover. */
    public void turnReadOnly() {
        setReadOnly("on");
    }

    /** Has it take writes again after {@link #turnReadOnly()}. */
    public void turnWritable() {
        setReadOnly("off");
    }

    /** Returns when it is so: what a new session has, the open ones have been told. */
    private void setReadOnly(String value) {
        execute("ALTER SYSTEM SET default_transaction_read_only = " + value);
        query("SELECT pg_reload_conf()");
        Awaitility.await()
                .until(() -> query("SHOW default_transaction_read_only").equals(List.of(value)));
    }

    /**
     * Has it speak TLS with new clients that ask for it. Returns when it does.
     *
     * @param certificate as PEM
     * @param key as PEM, which nobody but its owner may read
     */
    public void speakTls(Path certificate, Path key) {
        execute("ALTER SYSTEM SET ssl_cert_file = '" + certificate + "'");
        execute("ALTER SYSTEM SET ssl_key_file = '" + key + "'");
        execute("ALTER SYSTEM SET ssl = on");
        query("SELECT pg_reload_conf()");
        Awaitility.await()
                .until(() -> query("SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                        .equals(List.of("true")));
    }

    private Optional<ProcessHandle> postmaster() {
        try {
            return Postmaster.of(database.data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the server cannot be told: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl("postgres"), EmbeddedDatabase.USER, EmbeddedDatabase.PASSWORD);
    }

    private List<String> query(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var values = new ArrayList<String>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException("the server cannot be asked: " + e.getMessage(), e);
        }
    }
}
