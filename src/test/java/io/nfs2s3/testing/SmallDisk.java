package io.nfs2s3.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file system that is soon full, mounted on a directory. */
public final class SmallDisk implements AutoCloseable {
    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** What this machine lacks, or this user. */
    public static Optional<String> missing(Path scratch) {
        try {
            mount(scratch, "size=1m").close();
            return Optional.empty();
        } catch (IllegalStateException | UncheckedIOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Mounts one; what the directory had is not seen until it is closed.
     *
     * @param limits as mount(8) takes them for tmpfs
     */
    public static SmallDisk mount(Path directory, String limits) {
        run(List.of("mount", "-t", "tmpfs", "-o", limits, "nfs2s3-test", directory.toString()));
        return new SmallDisk(directory);
    }

    /** What is below it is on the small disk. */
    public Path directory() {
        return directory;
    }

    private static void run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        run(List.of("umount", "-l", directory.toString()));
    }
}
