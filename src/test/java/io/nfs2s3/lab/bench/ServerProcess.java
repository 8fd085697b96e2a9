package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server of the benchmark as a Java process of its own, so that what is measured shares no heap and no compiler with it. */
final class ServerProcess implements AutoCloseable {
    private static final long START_SECONDS = 90;
    private static final long STOP_SECONDS = 30;
    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts a main class of the class path, and waits for the line in its log that says that it is ready.
     *
     * @throws IllegalStateException with its log, if it does not get ready
     */
    static ServerProcess start(Class<?> main, String heap, Path log, String ready, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java(heap));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        // Whatever ends this process, an error or Ctrl-C, ends the server too.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "bench-end"));
        ServerProcess server = new ServerProcess(process, log);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!server.log().contains(ready)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                server.close();
                throw new IllegalStateException("a server did not start: " + server.log());
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        return server;
    }

    /** The beginning of a command: this Java and this class path, with another heap. */
    static List<String> java(String heap) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-cp",
                System.getProperty("java.class.path"));
    }

    /** What it printed so far. */
    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(STOP_SECONDS, TimeUnit.SECONDS).join();
    }
}
