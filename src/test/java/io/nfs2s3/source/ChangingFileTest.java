package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A file that changes while it is read is never taken for read. */
class ChangingFileTest extends ReadTestBase {
    private interface Change {
        void make() throws IOException;
    }

    @Test
    void a_file_that_grows_while_it_is_read_has_changed() throws IOException {
        Path file = write("a", "12345");
        FileTime before = Files.getLastModifiedTime(file);
        changes("a", () -> {
            Files.writeString(file, "6", StandardOpenOption.APPEND);
            Files.setLastModifiedTime(file, before);
        });
    }

    @Test
    void a_file_that_shrinks_while_it_is_read_has_changed() throws IOException {
        Path file = write("a", "12345");
        FileTime before = Files.getLastModifiedTime(file);
        changes("a", () -> {
            Files.writeString(file, "123");
            Files.setLastModifiedTime(file, before);
        });
    }

    @Test
    void a_file_that_is_written_again_with_the_same_size_has_changed() throws IOException {
        Path file = write("a", "12345");
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        changes("a", () -> Files.writeString(file, "54321"));
    }

    @Test
    void a_file_that_is_renamed_over_has_changed() throws IOException {
        Path file = write("a", "12345");
        Path other = write("b", "54321");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
        changes("a", () -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING));
    }

    @Test
    void a_link_that_is_turned_while_it_is_read_has_changed() throws IOException {
        write("one", "12345");
        write("two", "54321");
        Path link = Files.createSymbolicLink(root.resolve("a"), Path.of("one"));
        changes("a", () -> {
            Files.delete(link);
            Files.createSymbolicLink(link, Path.of("two"));
        });
    }

    @Test
    void a_file_that_is_deleted_while_it_is_read_has_changed() throws IOException {
        Path file = write("a", "12345");
        changes("a", () -> Files.delete(file));
    }

    @Test
    void a_file_that_was_not_read_to_its_end_is_not_taken_for_read() throws IOException {
        write("a", "12345");

        failed(
                source.read(MediaPath.of("a"), opened -> {
                    text(opened, 4);
                    opened.checkUnchanged();
                    return true;
                }),
                FailureCode.SOURCE_CHANGED,
                "it changed while it was read");
    }

    /** Makes a change after the file was opened and its five bytes were read. */
    private void changes(String path, Change change) {
        failed(
                source.read(MediaPath.of(path), opened -> {
                    assertThat(text(opened, 5)).isEqualTo("12345");
                    try {
                        change.make();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    opened.checkUnchanged();
                    return true;
                }),
                FailureCode.SOURCE_CHANGED,
                "while it was read");
    }
}
