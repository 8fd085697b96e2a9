package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Varnish with the project's own configuration, before an origin on another port than the configuration says, with a
 * shorter grace while that is well, and with smaller large files.
 */
final class Varnish implements AutoCloseable {
    /** What stands in the configuration in place of 10 seconds. */
    static final Duration GRACE = Duration.ofSeconds(1);

    /** Bytes that stand in the configuration in place of 50 MiB. */
    static final int LARGE = 1024 * 1024;

    private static final Path CONFIGURATION = Path.of("config", "varnish", "default.vcl");
    private final Path directory;
    private final Process process;
    private final URI address;

    private Varnish(Path directory, Process process, URI address) {
        this.directory = directory;
        this.process = process;
        this.address = address;
    }

    /** What this machine lacks. */
    static Optional<String> missing() {
        return Stream.of("varnishd", "varnishadm")
                .filter(program -> !Programs.isOnPath(program))
                .findFirst()
                .map(program -> program + " is not installed: apt-get install varnish");
    }

    /** Starts it, and waits until it knows that the origin is well. */
    static Varnish before(URI origin) {
        try {
            Path directory = Files.createTempDirectory("nfs2s3-varnish");
            Path configuration = Files.writeString(directory.resolve("default.vcl"), text(origin));
            Path instance = directory.resolve("instance");
            Process process = new ProcessBuilder(
                            "varnishd",
                            "-F",
                            "-j",
                            "none",
                            "-n",
                            instance.toString(),
                            "-a",
                            "127.0.0.1:0",
                            "-f",
                            configuration.toString(),
                            "-s",
                            "malloc,32m")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "varnish-end"));
            await().until(() -> admin(instance, "backend.list").contains("healthy"));
            String[] listens = admin(instance, "debug.listen_address").strip().split(" ", -1);
            return new Varnish(directory, process, URI.create("http://127.0.0.1:" + listens[2]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static String text(URI origin) throws IOException {
        String text = Files.readString(CONFIGURATION);
        for (Map.Entry<String, String> change : Map.of(
                        "\"8426\"",
                        "\"" + origin.getPort() + "\"",
                        "req.grace = 10s;",
                        "req.grace = " + GRACE.toSeconds() + "s;",
                        "> 52428800",
                        "> " + LARGE)
                .entrySet()) {
            assertThat(text).containsOnlyOnce(change.getKey());
            text = text.replace(change.getKey(), change.getValue());
        }
        return text;
    }

    private static String admin(Path instance, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("varnishadm", "-n", instance.toString(), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    URI address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            Directories.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
