package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An nfs2s3 command as an operator runs it, in a process of its own, and what it costs. */
final class Nfs2s3Process implements AutoCloseable {
    private static final Duration STOP = Duration.ofSeconds(60);
    private final Process process;
    private final Path output;
    private double cpuSeconds;
    private long peakBytes;

    private Nfs2s3Process(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts one.
     *
     * @param heap as in {@code -Xmx}
     * @param java further options for the JVM
     * @param output file for all that it prints
     */
    static Nfs2s3Process start(String heap, List<String> java, Path output, Path settings, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("scripts/nfs2s3"));
        command.addAll(arguments);
        command.add("--config");
        command.add(settings.toString());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NFS2S3_JAVA_OPTS", "-Xmx" + heap + " " + String.join(" ", java));
        Process process = builder.start();
        // Whatever ends this process, an error or Ctrl-C, ends that one too.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "bench-end"));
        return new Nfs2s3Process(process, output);
    }

    /** Looks at CPU and memory, which the system tells only while the process is there. @return whether it is */
    boolean glance() {
        peakBytes = Math.max(peakBytes, ResidentMemory.peak(process.pid()));
        process.info().totalCpuDuration().ifPresent(cpu -> cpuSeconds = cpu.toNanos() / 1e9);
        return process.isAlive();
    }

    /** Up to the last glance; user and system. */
    double cpuSeconds() {
        return cpuSeconds;
    }

    /** Up to the last glance; 0 where the system does not tell. */
    long peakBytes() {
        return peakBytes;
    }

    /** @throws IllegalStateException with all that it printed, when it ended otherwise than with 0 */
    void requireSuccess() throws IOException, InterruptedException {
        if (process.waitFor() != 0) {
            throw new IllegalStateException("it ended with " + process.exitValue() + ": " + Files.readString(output));
        }
    }

    /** @throws IllegalStateException with all that it printed, when it has ended */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("it ended: " + Files.readString(output));
        }
    }

    /** Stops it in order, or else kills it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
