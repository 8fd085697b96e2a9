package io.nfs2s3.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The classes of nfs2s3 as the JVM keeps them, from which processes of the integration tests start in half the CPU time. It
 * needs the jar, for Java archives no classes of directories. Without the jar, as in unit tests and an IDE, there is none.
 */
final class ClassDataArchive {
    /** Names the system property with the jar's path. */
    private static final String JAR = "nfs2s3.jar";

    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    /** Ten seconds are usual, a minute beside tests. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private static @Nullable CompletableFuture<Void> making;

    private ClassDataArchive() {}

    /**
     * Options of a JVM with the class path of this one. Whoever comes while the archive is made waits: many processes that
     * start at once without it would take longer.
     */
    static List<String> options() {
        if (System.getProperty(JAR) == null) {
            return List.of("-cp", CLASS_PATH);
        }
        making().handle((made, error) -> error == null).join(); // no archive, no test fails for that
        List<String> options = new ArrayList<>(List.of("-cp", classPath()));
        if (isReady()) {
            options.addAll(List.of("-XX:SharedArchiveFile=" + file(), "-Xlog:cds*=off"));
        }
        return options;
    }

    /** The jars first, as they are when the archive is made. */
    private static String classPath() {
        List<String> entries = Arrays.asList(CLASS_PATH.split(":"));
        return String.join(
                ":",
                Stream.of(
                                Stream.of(System.getProperty(JAR)),
                                entries.stream().filter(entry -> entry.endsWith(".jar")),
                                entries.stream().filter(entry -> entry.endsWith("test-classes")))
                        .flatMap(part -> part)
                        .toList());
    }

    private static Path file() {
        return Path.of(System.getProperty(JAR) + ".tests.jsa");
    }

    private static boolean isReady() {
        try {
            return Files.exists(file())
                    && Files.getLastModifiedTime(file())
                                    .compareTo(Files.getLastModifiedTime(Path.of(System.getProperty(JAR))))
                            > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins to make it, beside the tests that start no process; the first time only. */
    static void begin() {
        if (System.getProperty(JAR) != null) {
            CompletableFuture<Void> unused = making();
        }
    }

    private static synchronized CompletableFuture<Void> making() {
        CompletableFuture<Void> begun = making;
        if (begun == null) {
            begun = isReady()
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.runAsync(ClassDataArchive::train, work -> {
                        Thread thread = new Thread(work, "class-data");
                        thread.setDaemon(true);
                        thread.start();
                    });
            making = begun;
        }
        return begun;
    }

    /**
     * The classes are those of a daemon that has started and ended. Where the machine is too busy for that, there is no
     * archive: tests must not depend on it.
     */
    private static void train() {
        Path unfinished = file().resolveSibling(
                        file().getFileName() + "." + ProcessHandle.current().pid());
        try (TestSite site = TestSite.open();
                JavaProcess daemon = JavaProcess.training(
                        List.of("-cp", classPath(), "-XX:ArchiveClassesAtExit=" + unfinished),
                        "daemon",
                        "--config",
                        site.settingsFile().toString())) {
            // Where the tests are over before it is.
            Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "class-data-end"));
            if (isStarted(daemon)) {
                daemon.terminate();
                daemon.exitCode();
                Files.move(unfinished, file(), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isStarted(JavaProcess daemon) {
        try {
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> daemon.output().contains("daemon started") || !daemon.isRunning());
            return daemon.isRunning();
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }
}
