package io.nfs2s3.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Copies directories, and removes what a run made. */
public final class Directories {
    private Directories() {}

    /** Copies a directory and all below it, with its permissions; there must be none at the target. */
    public static void copy(Path directory, Path target) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path one : (Iterable<Path>) all::iterator) {
                Files.copy(one, target.resolve(directory.relativize(one)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** As {@link #delete}; what cannot be removed, such as a directory that a test closed to everybody, stays. */
    public static void deleteQuietly(Path directory) {
        try {
            delete(directory);
        } catch (IOException e) {
            // it lies among temporary files, and harms nobody
        }
    }

    /** Removes a directory and all below it, following no link. */
    public static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException error) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
