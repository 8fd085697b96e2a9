package io.nfs2s3.lab.chaos.uploads;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The media directory as upload code uses it. Thread-safe for different paths. */
public final class Disk {
    private final Path root;

    public Disk(Path root) {
        this.root = root;
    }

    public Path file(String path) {
        return root.resolve(path);
    }

    /** Under a temporary name first; readers find the old version or the new one, and never none. */
    public void write(Version version) {
        Path file = file(version.path());
        Path directory = Objects.requireNonNull(file.getParent(), "below the root");
        try {
            Files.createDirectories(directory);
            Path temporary = directory.resolve("." + file.getFileName() + ".new");
            Files.write(temporary, version.bytes());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is there now; empty when there is no file, or no version of this path in it. */
    public Optional<Version> read(String path) {
        try {
            return Version.of(path, Files.readAllBytes(file(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The paths of the files that were modified at that time or later. */
    public List<String> modifiedSince(Instant time) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> isModifiedSince(file, time))
                    .map(file -> root.relativize(file).toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isModifiedSince(Path file, Instant time) {
        try {
            return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && !file.getFileName().toString().startsWith(".")
                    && !Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (IOException e) {
            return false; // renamed meanwhile
        }
    }

    /**
     * The version that the next upload of a path brings.
     *
     * @param accepted number of the last one that was accepted; it may not be there any more
     */
    public Version next(String path, int accepted) {
        return new Version(
                path, Math.max(accepted, read(path).map(Version::number).orElse(0)) + 1);
    }
}
