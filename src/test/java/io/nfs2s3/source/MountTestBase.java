package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.NameRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory that stands for the mount, with its sentinel, inside one that must not be read. */
abstract class MountTestBase {
    static final String SENTINEL = "mounted.txt";

    @TempDir
    Path outside;

    Path root;

    @BeforeEach
    void mount() throws IOException {
        root = Files.createDirectory(outside.resolve("root"));
        Files.createFile(root.resolve(SENTINEL));
    }

    static SourceSettings settings(Path root, int readers, int hungLimit) {
        return new SourceSettings(
                root, MediaPath.of(SENTINEL), Duration.ofSeconds(90), Duration.ofMinutes(1), readers, hungLimit);
    }

    static NameRules rules(List<String> skip) {
        return new NameRules(skip, MediaPath.of(SENTINEL));
    }

    Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    void create(String... paths) throws IOException {
        for (String path : paths) {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    void writeMany(String directory, int count) throws IOException {
        Path made = Files.createDirectories(root.resolve(directory));
        for (int i = 0; i < count; i++) {
            Files.createFile(made.resolve(i + ".jpg"));
        }
    }

    void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    /** Makes a named pipe, if this machine can. */
    void pipe(String name) throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/mkfifo")).exists();
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", root.resolve(name).toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
