package io.nfs2s3.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A directory on which a mount is whose server is gone: whatever is asked for below it fails as the file system of a broken disk
 * does, while all else on the source root answers.
 */
public final class DeadMount implements AutoCloseable {
    private static final String MARKER = "mounted";

    private final Path directory;
    private final Path aside;

    private DeadMount(Path directory, Path aside) {
        this.directory = directory;
        this.aside = aside;
    }

    /** What this machine lacks, or this user. */
    public static Optional<String> missing() {
        if (!Files.isWritable(Path.of("/dev/fuse"))) {
            return Optional.of("this machine has no /dev/fuse to write to");
        }
        return Programs.isOnPath("bindfs")
                ? Optional.empty()
                : Optional.of("bindfs is not installed: apt-get install bindfs");
    }

    /**
     * Puts one in the place of a directory, which is back when it is closed.
     *
     * @param scratch an empty directory elsewhere
     */
    public static DeadMount over(Path directory, Path scratch) {
        Path aside = directory.resolveSibling(".aside");
        try {
            Files.createFile(scratch.resolve(MARKER));
            Files.move(directory, aside);
            Files.createDirectory(directory);
            Process server = new ProcessBuilder("bindfs", "-f", scratch.toString(), directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().until(() -> Files.exists(directory.resolve(MARKER)) || !server.isAlive());
            if (!server.isAlive()) {
                throw new IllegalStateException("bindfs ended with " + server.exitValue());
            }
            server.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new DeadMount(directory, aside);
    }

    /** Below it nothing can be reached. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() {
        try {
            new ProcessBuilder("umount", "-l", directory.toString()).start().waitFor();
            Files.delete(directory);
            Files.move(aside, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
