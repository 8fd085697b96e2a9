package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a command as a child of a shell that tells its time and CPU, and looks at its memory meanwhile. */
final class TimedCommand {
    /** @param output what it printed, errors included */
    record Usage(int exitCode, double seconds, double cpuSeconds, long peakBytes, String output) {}

    /** The subshell becomes the command, so that its process id is the one to look at. */
    private static final String SCRIPT = """
            TIMEFORMAT='%R %U %S'
            run() { ( echo $BASHPID >"$0/pid"; exec "$@" >"$0/output" 2>&1 ); }
            { time run "$@"; } 2>"$0/times"
            exit $?
            """;

    private static final long GLANCE_MILLIS = 25;
    private static final long LIMIT_SECONDS = 1_800;
    private final Path directory;

    /** @param directory for its notes */
    TimedCommand(Path directory) {
        this.directory = directory;
    }

    /** @param environment a variable without a value is taken away */
    Usage run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        List<String> shell = new ArrayList<>(List.of("bash", "-c", SCRIPT, directory.toString()));
        shell.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(shell).inheritIO();
        environment.forEach((name, value) -> {
            if (value.isEmpty()) {
                builder.environment().remove(name);
            } else {
                builder.environment().put(name, value);
            }
        });
        Files.deleteIfExists(directory.resolve("pid"));
        Process process = builder.start();
        try {
            long peak = watch(process);
            String[] times = Files.readString(directory.resolve("times")).trim().split(" ", -1);
            return new Usage(
                    process.exitValue(),
                    Double.parseDouble(times[0]),
                    Double.parseDouble(times[1]) + Double.parseDouble(times[2]),
                    peak,
                    Files.readString(directory.resolve("output")));
        } finally {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        }
    }

    private long watch(Process process) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        long peak = 0;
        while (!process.waitFor(GLANCE_MILLIS, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("a command did not end within " + LIMIT_SECONDS + " s");
            }
            Path pid = directory.resolve("pid");
            if (Files.isRegularFile(pid) && Files.size(pid) > 1) {
                peak = Math.max(
                        peak,
                        ResidentMemory.peak(Long.parseLong(Files.readString(pid).trim())));
            }
        }
        return peak;
    }
}
