package io.nfs2s3.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** An nfs2s3 command, or another main class, in a process of its own, which can be killed. */
public final class JavaProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts {@code nfs2s3 arguments…}. */
    public static JavaProcess nfs2s3(String... arguments) {
        return start("io.nfs2s3.cli.Main", arguments);
    }

    /** The same, with so much more in its environment. */
    public static JavaProcess nfs2s3(Map<String, String> environment, String... arguments) {
        return start("io.nfs2s3.cli.Main", environment, arguments);
    }

    /** The same with more options of its JVM. */
    public static JavaProcess nfs2s3(List<String> more, String... arguments) {
        return start(more, "io.nfs2s3.cli.Main", arguments);
    }

    /** The same for a user whom the mode of a file can shut out, which it cannot do to root. */
    public static JavaProcess bound(String... arguments) {
        List<String> starter = "root".equals(System.getProperty("user.name"))
                ? List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search")
                : List.of();
        return startedBy(starter, arguments);
    }

    /** The same, and SIGINT ends it, which a build in the background of a script ignores with all that it starts. */
    public static JavaProcess interruptible(String... arguments) {
        return startedBy(List.of("env", "--default-signal=INT"), arguments);
    }

    private static JavaProcess startedBy(List<String> starter, String... arguments) {
        List<String> command = new ArrayList<>(starter);
        command.addAll(java());
        command.add("io.nfs2s3.cli.Main");
        command.addAll(Arrays.asList(arguments));
        return start(new ProcessBuilder(command));
    }

    /** The same with these options of its JVM alone, to make the archive of its classes. */
    static JavaProcess training(List<String> options, String... arguments) {
        return start(options, "io.nfs2s3.cli.Main", Map.of(), arguments);
    }

    /** Starts the {@code main} of a class. */
    public static JavaProcess start(String mainClass, String... arguments) {
        return start(mainClass, Map.of(), arguments);
    }

    /** The same, with so much more in its environment. */
    public static JavaProcess start(String mainClass, Map<String, String> environment, String... arguments) {
        return start(ClassDataArchive.options(), mainClass, environment, arguments);
    }

    /** The same with more options of its JVM. */
    public static JavaProcess start(List<String> more, String mainClass, String... arguments) {
        List<String> options = new ArrayList<>(ClassDataArchive.options());
        options.addAll(more);
        return start(options, mainClass, Map.of(), arguments);
    }

    /** Starts the {@code main} of a class of somebody else, which has a class path of its own. */
    public static JavaProcess foreign(
            String classPath, String mainClass, Map<String, String> environment, String... arguments) {
        return start(List.of("-cp", classPath), mainClass, environment, arguments);
    }

    private static JavaProcess start(
            List<String> options, String mainClass, Map<String, String> environment, String... arguments) {
        List<String> command = java(options);
        command.add(mainClass);
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return start(builder);
    }

    /** The words that start Java as here, for one who has a shell do it; the main class and its arguments follow. */
    public static List<String> java() {
        return java(ClassDataArchive.options());
    }

    private static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC", // starts fastest
                "-Dlogback.configurationFile="
                        + Path.of("config", "logback.xml").toAbsolutePath()));
        command.addAll(options);
        return command;
    }

    /**
     * Starts the script that runs the jar with those beside it, as an installation does.
     *
     * @param java options of its JVM
     */
    public static JavaProcess script(String java, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Path.of("scripts", "nfs2s3").toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NFS2S3_JAVA_OPTS", "-Xmx256m " + java);
        builder.environment().put("NFS2S3_CACHE", "off");
        return start(builder);
    }

    private static JavaProcess start(ProcessBuilder builder) {
        try {
            Path output = Files.createTempFile("nfs2s3", ".out");
            output.toFile().deleteOnExit();
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().put("LC_ALL", "C.UTF-8");
            return new JavaProcess(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a line to its standard input. */
    public void type(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        exitCode();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** @param name of a signal, such as {@code INT} */
    public void signal(String name) {
        try {
            int code = new ProcessBuilder("sh", "-c", "kill -s " + name + " " + pid())
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("no SIG" + name + " for " + pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a signal has reached what stops it in order: the thread of that is there, as Linux names it. */
    public boolean isStopping() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(pid()), "task"))) {
            return threads.anyMatch(thread -> name(thread).equals("nfs2s3-shutdown"));
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private static String name(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    /**
     * Waits until it has printed what a pattern finds.
     *
     * @return the first group of it
     * @throws AssertionError with all that it has printed when it ends before
     */
    public String printed(Pattern pattern) {
        Awaitility.await()
                .atMost(Patience.LIMIT)
                .until(() -> !isRunning() || pattern.matcher(output()).find());
        Matcher found = pattern.matcher(output());
        if (!found.find()) {
            throw new AssertionError("it has ended: " + output());
        }
        return found.group(1);
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** Waits for the end, for five minutes at the most. */
    public int exitCode() {
        try {
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("still running after five minutes: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it printed so far, standard error included. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
