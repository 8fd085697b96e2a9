package io.nfs2s3.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The program with which Prometheus checks metrics and rules. */
public final class PromTool {
    private static final String PROGRAM = "promtool";
    private static final long PATIENCE_SECONDS = 60;

    private PromTool() {}

    /** What this machine lacks. */
    public static Optional<String> missing() {
        return Programs.isOnPath(PROGRAM)
                ? Optional.empty()
                : Optional.of(PROGRAM + " is not installed: apt-get install prometheus");
    }

    /** What it has to say of an exposition; empty for a clean one. */
    public static String checkMetrics(String exposition) {
        try {
            Path file = Files.writeString(Files.createTempFile("nfs2s3-metrics", ".txt"), exposition);
            try {
                return run(Optional.of(file), List.of("check", "metrics"));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has to say of rules that it tests. */
    public static String testRules(Path tests) {
        return run(Optional.empty(), List.of("test", "rules", tests.toString()));
    }

    /** What it has to say of a configuration; the files with secrets that it names need not be there. */
    public static String checkConfig(Path config) {
        return run(Optional.empty(), List.of("check", "config", "--syntax-only", config.toString()));
    }

    /** @return what it printed; with its exit code before it, when that is not 0 */
    private static String run(Optional<Path> input, List<String> arguments) {
        try {
            Path output = Files.createTempFile("nfs2s3-promtool", ".txt");
            ProcessBuilder command = new ProcessBuilder(Stream.concat(Stream.of(PROGRAM), arguments.stream())
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            input.ifPresent(file -> command.redirectInput(file.toFile()));
            Process process = command.start();
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(command.command() + " does not end");
                }
                String printed = Files.readString(output, StandardCharsets.UTF_8);
                return process.exitValue() == 0 ? printed : "exit code " + process.exitValue() + ": " + printed;
            } finally {
                process.destroy();
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
