package io.nfs2s3.app;

import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moto, which plays AWS, on a free port, as a child process of this JVM. */
final class Moto implements AutoCloseable {
    private static final Pattern RUNNING = Pattern.compile("Running on (http://127\\.0\\.0\\.1:\\d+)");
    private static final Duration START = Duration.ofSeconds(60);
    private final Path directory;
    private final Process process;
    private final URI endpoint;

    private Moto(Path directory, Process process, URI endpoint) {
        this.directory = directory;
        this.process = process;
        this.endpoint = endpoint;
    }

    /** What this machine lacks, and how to get it. */
    static Optional<String> missing() {
        return Programs.isOnPath("moto_server")
                ? Optional.empty()
                : Optional.of("moto_server is not on the PATH: pip install 'moto[server]'");
    }

    /** Starts it, and waits until it listens. */
    static Moto start() {
        try {
            Path directory = Files.createTempDirectory("nfs2s3-moto");
            Path log = directory.resolve("log");
            Process process = new ProcessBuilder("moto_server", "-H", "127.0.0.1", "-p", "0")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "moto-end"));
            await().atMost(START).until(() -> !process.isAlive() || running(log).isPresent());
            URI endpoint = running(log).orElseThrow(() -> new IllegalStateException("moto ended: " + text(log)));
            return new Moto(directory, process, endpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<URI> running(Path log) {
        Matcher running = RUNNING.matcher(text(log));
        return running.find() ? Optional.of(URI.create(running.group(1))) : Optional.empty();
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return endpoint;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Directories.deleteQuietly(directory);
    }
}
