package io.nfs2s3.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The Chromium of this machine, without a screen, a profile, or a way to any host but this one. Driven by its own protocol:
 * a driver would be one more program that has to fit the browser.
 */
public final class Browser implements AutoCloseable {
    private static final List<String> PROGRAMS = List.of("chromium", "chromium-browser", "google-chrome");
    private static final int PATIENCE_SECONDS = 20;

    private static final List<String> OPTIONS = List.of(
            "--headless",
            "--no-sandbox", // it does not run as root with one, and shows our own page alone
            "--remote-debugging-port=0",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            "--no-proxy-server",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-default-apps",
            "--disable-dev-shm-usage",
            "--disable-extensions",
            "--disable-gpu",
            "--disable-quic",
            "--disable-sync",
            "--hide-scrollbars",
            "--mute-audio");

    private final Path directory;
    private final Process process;
    private final DevTools tools;

    private Browser(Path directory, Process process, DevTools tools) {
        this.directory = directory;
        this.process = process;
        this.tools = tools;
    }

    /** What this machine lacks. */
    public static Optional<String> missing() {
        return program().isPresent()
                ? Optional.empty()
                : Optional.of("chromium is not installed: apt-get install chromium");
    }

    private static Optional<String> program() {
        return PROGRAMS.stream().filter(Programs::isOnPath).findFirst();
    }

    /** Starts it, and waits until it listens. */
    public static Browser start() {
        try {
            Path directory = Files.createTempDirectory("nfs2s3-browser");
            Path port = directory.resolve("DevToolsActivePort");
            Process process = new ProcessBuilder(Stream.concat(
                                    Stream.of(program().orElseThrow(), "--user-data-dir=" + directory),
                                    OPTIONS.stream())
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process), "browser-end"));
            await().atMost(Patience.LIMIT).until(() -> !process.isAlive() || isWritten(port));
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(directory.resolve("log")));
            }
            List<String> lines = Files.readAllLines(port);
            URI address = URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1));
            return new Browser(directory, process, new DevTools(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its second line has the path; it has no end. */
    private static boolean isWritten(Path port) throws IOException {
        return Files.exists(port) && Files.readString(port).matches("\\d+\\n/.*/[-\\w]{36}");
    }

    /** An empty page. */
    public BrowserPage page() {
        String target = tools.ask("", "Target.createTarget", Map.of("url", "about:blank"))
                .path("targetId")
                .asText();
        String session = tools.ask("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .path("sessionId")
                .asText();
        return new BrowserPage(tools, session);
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() {
        tools.close();
        process.destroy(); // in order: its profile is not written to any more
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                end(process);
                process.waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Directories.deleteQuietly(directory);
    }
}
