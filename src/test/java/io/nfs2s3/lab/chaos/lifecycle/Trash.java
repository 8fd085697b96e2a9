package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.uploads.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The trash of retired originals, and what restores leave behind, looked at without nfs2s3. */
final class Trash {
    private static final String DIRECTORY = ".nfs2s3-trash";
    private static final String HALF = ".nfs2s3-restore-";

    private Trash() {}

    private static Path of(Estate estate) {
        return estate.disk().file(DIRECTORY);
    }

    /** All files, relative to the trash. */
    static List<String> all(Estate estate) {
        return Files.exists(of(estate))
                ? files(of(estate))
                        .map(of(estate)::relativize)
                        .map(Path::toString)
                        .toList()
                : List.of();
    }

    static Optional<Version> read(Estate estate, String path, String trashPath) {
        try {
            return Version.of(path, Files.readAllBytes(of(estate).resolve(trashPath)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names of files that restores were writing when they were killed, or that they did not take back. */
    static List<String> halves(Estate estate) {
        return files(estate.disk().file("images"))
                .map(Path::toString)
                .filter(name -> name.contains(HALF))
                .toList();
    }

    private static Stream<Path> files(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
