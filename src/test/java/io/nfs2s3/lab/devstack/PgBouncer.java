package io.nfs2s3.lab.devstack;

import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A PgBouncer on a free port, as a child process of this JVM, in front of a PostgreSQL server that trusts it. */
public final class PgBouncer implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long EXIT_SECONDS = 10;
    private final Path directory;
    private final Process process;
    private final int port;

    private PgBouncer(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    /** What this machine lacks, and how to get it. */
    public static Optional<String> missing() {
        return program().isPresent()
                ? Optional.empty()
                : Optional.of("pgbouncer is not installed: apt-get install pgbouncer");
    }

    private static Optional<Path> program() {
        return Stream.concat(Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1)), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param addresses of the server
     * @param mode {@code session} or {@code transaction}
     * @param more lines of its configuration
     */
    public static PgBouncer start(StackAddresses addresses, String mode, String... more) {
        var program =
                program().orElseThrow(() -> new IllegalStateException(missing().orElse("")));
        try {
            var directory = Files.createTempDirectory("nfs2s3-pgbouncer");
            int port = FreePort.find();
            var file =
                    Files.writeString(directory.resolve("pgbouncer.ini"), configuration(addresses, mode, port, more));
            var process = new ProcessBuilder(List.of(program.toString(), file.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "pgbouncer-end"));
            awaitListens(process, port, directory.resolve("log"));
            return new PgBouncer(directory, process, port);
        } catch (IOException e) {
            throw new UncheckedIOException("PgBouncer did not start", e);
        }
    }

    private static String configuration(StackAddresses addresses, String mode, int port, String... more) {
        var server = URI.create(addresses.jdbcUrl().substring("jdbc:".length()));
        var settings = """
                [databases]
                * = host=%s port=%d user=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                ignore_startup_parameters = extra_float_digits
                """.formatted(server.getHost(), server.getPort(), addresses.databaseUser(), port, mode);
        boolean root = System.getProperty("user.name").equals("root"); // which it refuses to be
        return settings + (root ? "user = nobody\n" : "") + String.join("\n", more) + "\n";
    }

    private static void awaitListens(Process process, int port, Path log) throws IOException {
        long deadline = System.nanoTime() + START_NANOS;
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("PgBouncer did not start: " + Files.readString(log));
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** The same database through it. */
    public String through(String jdbcUrl) {
        return jdbcUrl.replace(URI.create(jdbcUrl.substring("jdbc:".length())).getAuthority(), "127.0.0.1:" + port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(EXIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Directories.deleteQuietly(directory);
    }
}
