package io.nfs2s3.bench;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Settings;
import io.nfs2s3.app.SettingsReader;
import io.nfs2s3.devstack.DevStackMain;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** PostgreSQL, SQS and S3 in a process of their own, so that what is measured shares no heap and no compiler with them. */
final class Servers implements AutoCloseable {
    private static final long START_SECONDS = 90;
    private final Process process;
    private final Path home;

    private Servers(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    /** Starts them, and makes schema and queues. */
    static Servers start(Path home) throws IOException, InterruptedException {
        System.out.println("bench: starting PostgreSQL, SQS and S3 in a process of their own");
        Path log = home.resolve("log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DevStackMain.class.getName(),
                        home.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // Whatever ends this process, an error or Ctrl-C, ends the servers too.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "bench-end"));
        Servers servers = new Servers(process, home);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!Files.readString(log).contains("devstack: ready")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                servers.close();
                throw new IllegalStateException("the servers did not start: " + Files.readString(log));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        try (Application application = new Application(servers.settings(Map.of()))) {
            application.schema().migrate();
            application.doctor().create();
        }
        return servers;
    }

    /** The settings for them, with changes by the environment. */
    Settings settings(Map<String, String> environment) {
        return SettingsReader.read(Optional.of(home.resolve("nfs2s3.conf")), environment);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        Directories.delete(home);
    }
}
