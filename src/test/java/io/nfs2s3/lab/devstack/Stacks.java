package io.nfs2s3.lab.devstack;

import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/** The one stack that the integration tests of a JVM share. Starting one for each suite would take longer than they. */
public final class Stacks {
    /** Names the system property that chooses it: {@code embedded}, the default, {@code containers}, or {@code pgbouncer}. */
    public static final String PROPERTY = "nfs2s3.stack";

    private static @Nullable Stack shared;

    private Stacks() {}

    /**
     * The shared stack, started by the first call and stopped when the JVM ends. Suites run at once on it: each takes
     * a database, queues and a bucket of its own.
     *
     * @throws IllegalStateException if it should be containers and there is no Docker engine
     */
    public static synchronized Stack shared() {
        if (shared == null) {
            shared = start(System.getProperty(PROPERTY, "embedded"));
        }
        return shared;
    }

    private static Stack start(String kind) {
        return switch (kind) {
            case "embedded" -> startEmbedded(false);
            case "pgbouncer" -> startEmbedded(true);
            case "containers" -> startContainers();
            default ->
                throw new IllegalArgumentException(
                        "-D%s=%s: neither embedded nor containers nor pgbouncer".formatted(PROPERTY, kind));
        };
    }

    private static Stack startEmbedded(boolean pooled) {
        try {
            var directory = Files.createTempDirectory("nfs2s3-stack");
            var servers = EmbeddedStack.start(directory);
            var stack = pooled ? PooledStack.before(servers) : servers;
            atExit(() -> {
                stack.close();
                Directories.deleteQuietly(directory);
            });
            return stack;
        } catch (IOException e) {
            throw new UncheckedIOException("no directory for the embedded stack", e);
        }
    }

    /** Whether the stack that was chosen can be started here. */
    static boolean isAvailable() {
        return !System.getProperty(PROPERTY, "embedded").equals("containers")
                || DockerClientFactory.instance().isDockerAvailable();
    }

    private static Stack startContainers() {
        if (!isAvailable()) {
            throw new IllegalStateException("-D%s=containers, and there is no Docker engine".formatted(PROPERTY));
        }
        var stack = ContainerStack.start();
        atExit(stack::close);
        return stack;
    }

    private static void atExit(Runnable task) {
        Runtime.getRuntime().addShutdownHook(new Thread(task, "stack-close"));
    }
}
