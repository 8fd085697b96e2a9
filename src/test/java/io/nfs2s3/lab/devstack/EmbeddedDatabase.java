package io.nfs2s3.lab.devstack;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A PostgreSQL server as a child process of this JVM. Its data stay in its directory when it is closed. */
final class EmbeddedDatabase implements AutoCloseable {
    static final String USER = "postgres";
    /** Loopback connections are trusted. */
    static final String PASSWORD = "";

    /**
     * One place for all: the library unpacks once per JVM, where its first server asked for it, and stops every server
     * with the pg_ctl from there. Below the directory of a stack it would be gone before the last server stops.
     */
    private static final Path BINARIES = Path.of("target", "postgres-binaries");

    private final Path data;
    private final EmbeddedPostgres.Builder builder;
    private EmbeddedPostgres server;

    private EmbeddedDatabase(Path data, EmbeddedPostgres.Builder builder) throws IOException {
        this.data = data;
        this.builder = builder;
        this.server = builder.start();
        builder.setPort(server.getPort()); // for the next start
    }

    /**
     * Starts the server on the data that it finds below {@code directory}, or on new ones.
     *
     * @param port 0 for any free port
     */
    static EmbeddedDatabase start(Path directory, int port) {
        var home = directory.toAbsolutePath();
        var data = home.resolve("data");
        try {
            Files.createDirectories(home);
            var leftover = Postmaster.of(data);
            if (leftover.isPresent()) {
                Postmaster.stop(leftover.get());
            }
            var builder = EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(BINARIES.toAbsolutePath().toFile())
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("log_timezone", "UTC")
                    // Ten suites at a time, some with twenty hooks in a row.
                    .setServerConfig("max_connections", "500")
                    // The library turns it off, and a server that crashes would lose what it had confirmed. Without
                    // fsync that costs next to nothing, and loses only to a power failure.
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", "off")
                    .setLocaleConfig("locale", "C")
                    .setOutputRedirector(Redirect.appendTo(home.resolve("log").toFile()))
                    .setPGStartupWait(Duration.ofSeconds(60));
            builder.setPort(port == 0 ? FreePort.find() : port);
            var database = new EmbeddedDatabase(data, builder);
            Runtime.getRuntime().addShutdownHook(new Thread(database::close, "postgres-close"));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start in " + home, e);
        }
    }

    synchronized int port() {
        return server.getPort();
    }

    Path data() {
        return data;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
    }

    /** Starts it after {@link #close()}, on the same data and port. */
    synchronized void startAgain() {
        try {
            server = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start again in " + data, e);
        }
    }

    /**
     * Returns when the server has stopped, also if another thread is stopping it: at the end of the JVM this runs as a
     * hook beside others that delete the data. The library's own hook would not be waited for.
     */
    @Override
    public synchronized void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }
}
