package io.nfs2s3.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NfsSourceTest {
    private static final String SENTINEL = ".mounted";
    private final Path outside;
    private final Path root;
    private final NfsSource source;

    NfsSourceTest(@TempDir Path directory) throws IOException {
        outside = directory;
        root = Files.createDirectory(directory.resolve("root"));
        Files.createFile(root.resolve(SENTINEL));
        source = new NfsSource(settings(root, 2, 1));
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void reads_a_file_with_its_fingerprint() throws IOException {
        Path file = write("images/é \uD83D\uDE00.jpg", "hello");
        Instant modified = Instant.parse("2020-01-02T03:04:05.678901Z");
        Files.setLastModifiedTime(file, FileTime.from(modified));

        Fingerprint seen = get(source.read(MediaPath.of("images/é \uD83D\uDE00.jpg"), opened -> {
            assertThat(text(opened, 100)).isEqualTo("hello");
            opened.checkUnchanged();
            return opened.fingerprint();
        }));

        assertThat(seen.sizeBytes()).isEqualTo(5);
        assertThat(seen.modifiedMicros()).isEqualTo(modified);
    }

    @Test
    void reads_on_where_the_last_part_ended_and_keeps_what_is_in_the_buffer() throws IOException {
        write("a", "0123456789");

        get(source.read(MediaPath.of("a"), opened -> {
            assertThat(text(opened, 4)).isEqualTo("0123");
            ByteBuffer buffer = ByteBuffer.allocate(10).put((byte) 'x');
            opened.read(buffer);
            assertThat(UTF_8.decode(buffer.position(0)).toString()).isEqualTo("x456789");
            opened.checkUnchanged();
            return true;
        }));
    }

    @Test
    void reads_an_empty_file() throws IOException {
        write("empty", "");

        get(source.read(MediaPath.of("empty"), opened -> {
            assertThat(text(opened, 10)).isEmpty();
            opened.checkUnchanged();
            assertThat(opened.fingerprint().sizeBytes()).isZero();
            return true;
        }));
    }

    @Test
    void a_directory_is_no_file() throws IOException {
        Files.createDirectories(root.resolve("images/ab"));

        fails("images/ab", FailureCode.SOURCE_NOT_A_FILE, "it is a directory");

        Files.createDirectories(root.resolve("images/album.jpg"));
        Files.createSymbolicLink(root.resolve("link.jpg"), root.resolve("images"));
        fails("images/album.jpg", FailureCode.SOURCE_NOT_A_FILE, "it is a directory");
        fails("link.jpg", FailureCode.SOURCE_NOT_A_FILE, "it is a directory");
    }

    @Test
    void a_pipe_is_no_file_and_is_not_waited_for() throws Exception {
        assumeThat(Path.of("/usr/bin/mkfifo")).exists();
        Path pipe = root.resolve("pipe");
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString())
                        .start()
                        .waitFor())
                .isZero();

        fails("pipe", FailureCode.SOURCE_NOT_A_FILE, "it is a device, pipe or socket");
    }

    @Test
    void a_link_inside_the_root_is_followed() throws IOException {
        write("real/a", "linked");
        Files.createSymbolicLink(root.resolve("file"), Path.of("real/a"));
        Files.createSymbolicLink(root.resolve("directory"), root.resolve("real"));

        assertThat(text(source, "file")).isEqualTo("linked");
        assertThat(text(source, "directory/a")).isEqualTo("linked");
    }

    @Test
    void a_root_that_is_itself_a_link_is_no_way_out() throws IOException {
        write("a", "inside");
        Path link = Files.createSymbolicLink(outside.resolve("link"), root);
        try (var linked = new NfsSource(settings(link, 2, 1))) {
            assertThat(text(linked, "a")).isEqualTo("inside");
        }
    }

    @Test
    void a_link_out_of_the_root_is_refused() throws IOException {
        Path secret = Files.writeString(outside.resolve("secret"), "secret");
        Path sibling = Files.createDirectory(outside.resolve("root2"));
        Files.writeString(sibling.resolve("a"), "secret");
        Files.createSymbolicLink(root.resolve("absolute"), secret);
        Files.createSymbolicLink(root.resolve("relative"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("directory"), outside);
        Files.createSymbolicLink(root.resolve("sibling"), sibling);

        for (String path : new String[] {"absolute", "relative", "directory/secret", "sibling/a"}) {
            fails(path, FailureCode.SOURCE_OUTSIDE_ROOT, "a symbolic link leads out of the source root");
        }
    }

    @Test
    void links_that_form_a_loop_are_no_file() throws IOException {
        Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
        Files.createSymbolicLink(root.resolve("b"), Path.of("a"));

        fails("a", FailureCode.SOURCE_NOT_A_FILE, "loop");
    }

    @Test
    void a_missing_file_on_a_mount_that_is_there_is_missing() throws IOException {
        write("file", "");
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("gone"));

        for (String path : new String[] {"gone", "no/such/directory", "file/below", "dangling"}) {
            fails(path, FailureCode.SOURCE_MISSING, "there is no such file");
        }
    }

    @Test
    void a_missing_file_without_the_sentinel_says_that_the_mount_is_down() throws IOException {
        Files.delete(root.resolve(SENTINEL));

        fails("gone", FailureCode.SOURCE_DOWN, "told by its sentinel");
        failed(source.check(), FailureCode.SOURCE_DOWN, "doctor --create");
    }

    @Test
    void a_missing_root_says_that_the_mount_is_down() {
        try (var unmounted = new NfsSource(settings(outside.resolve("nowhere"), 2, 1))) {
            failed(unmounted.read(MediaPath.of("a"), opened -> true), FailureCode.SOURCE_DOWN, "mount it");
            failed(unmounted.check(), FailureCode.SOURCE_DOWN, "told by its sentinel");
        }
    }

    @Test
    void the_mount_counts_as_up_again_when_its_sentinel_is_back() throws IOException {
        assertThat(get(source.check())).isTrue();
        Files.delete(root.resolve(SENTINEL));
        failed(source.check(), FailureCode.SOURCE_DOWN, "it is not there");

        Files.createFile(root.resolve(SENTINEL));

        assertThat(get(source.check())).isTrue();
    }

    @Test
    void a_name_that_no_file_system_takes_is_refused_for_good() {
        fails("x".repeat(300), FailureCode.SOURCE_NAME, "cannot have a name that long");
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

    @Test
    void a_read_under_way_goes_on_after_close() throws Exception {
        write("a", "12345");
        var opened = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        CompletableFuture<String> read = source.read(MediaPath.of("a"), file -> {
            opened.countDown();
            awaitQuietly(goOn);
            String text = text(file, 10);
            file.checkUnchanged();
            return text;
        });
        assertThat(opened.await(20, TimeUnit.SECONDS)).isTrue();

        source.close();
        goOn.countDown();

        assertThat(get(read)).isEqualTo("12345");
    }

    @Test
    void settings_name_an_absolute_root_and_leave_readers_when_some_hang() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(Path.of("media"), 2, 1))
                .withMessage("source.root = \"media\" must be an absolute path");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(root, 2, 2))
                .withMessageContaining("source.hungReadersLimit = 2 must be below source.readers = 2");
    }

    private interface Change {
        void make() throws IOException;
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

    private void fails(String path, FailureCode code, String reason) {
        failed(source.read(MediaPath.of(path), opened -> true), code, reason);
    }

    private static void failed(CompletableFuture<?> future, FailureCode code, String reason) {
        assertThatThrownBy(() -> future.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(reason);
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static String text(NfsSource source, String path) {
        return get(source.read(MediaPath.of(path), opened -> text(opened, 100)));
    }

    private static String text(SourceFile file, int most) {
        ByteBuffer buffer = ByteBuffer.allocate(most);
        file.read(buffer);
        return UTF_8.decode(buffer).toString();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Path write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static SourceSettings settings(Path root, int readers, int hungLimit) {
        return new SourceSettings(
                root, MediaPath.of(SENTINEL), Duration.ofSeconds(90), Duration.ofSeconds(20), readers, hungLimit);
    }
}
