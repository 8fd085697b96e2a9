package io.nfs2s3.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Files are read from inside the source root, and only while it is mounted. */
class NfsSourceTest extends ReadTestBase {
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
        pipe("pipe");

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
        try (var linked = new NfsSource(settings(link, 2, 1), rules(List.of()))) {
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

        for (String path : new String[] {"gone", "no/such/directory", "file/below"}) {
            fails(path, FailureCode.SOURCE_MISSING, "there is no such file");
        }
    }

    @Test
    void a_link_to_what_is_not_there_is_said_to_be_one() throws IOException {
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("gone\nfar"));
        Files.createSymbolicLink(root.resolve("directory"), Path.of("elsewhere"));

        fails(
                "dangling",
                FailureCode.SOURCE_MISSING,
                "\"dangling\" is a symbolic link to \"gone\\x0Afar\", which is not");
        fails("directory/1", FailureCode.SOURCE_MISSING, "\"directory\" is a symbolic link to \"elsewhere\"");
    }

    /** Each outage ends while the file is looked for: between the look and the check of the mount, now and then. */
    @Test
    void a_file_is_not_missing_for_a_mount_that_comes_back_meanwhile() throws IOException {
        Path images = write("images/a", "there").getParent();
        Path aside = outside.resolve("aside");
        Path sentinel = root.resolve(SENTINEL);
        for (int outage = 0; outage < 500; outage++) {
            Files.delete(sentinel);
            Files.move(images, aside);
            CompletableFuture<Boolean> found = source.read(MediaPath.of("images/a"), opened -> true);
            Files.move(aside, images);
            Files.createFile(sentinel);

            String error = get(found.handle((there, e) -> e == null ? "" : String.valueOf(e.getMessage())));
            assertThat(error).doesNotContain("no such file");
        }
    }

    @Test
    void a_missing_file_without_the_sentinel_says_that_the_mount_is_down() throws IOException {
        Files.delete(root.resolve(SENTINEL));

        fails("gone", FailureCode.SOURCE_DOWN, "told by its sentinel");
        failed(source.check(), FailureCode.SOURCE_DOWN, "doctor --create");
    }

    @Test
    void an_error_of_a_read_is_the_files_own_while_the_sentinel_is_there_and_else_the_mounts() throws IOException {
        write("a", "");
        MigrationException broken =
                new MigrationException(FailureCode.SOURCE_READ, "it cannot be read: Input/output error");
        CompletableFuture<Boolean> own = source.read(MediaPath.of("a"), opened -> {
            throw broken;
        });
        failed(own, FailureCode.SOURCE_READ, "Input/output error");

        CompletableFuture<Boolean> ofMount = source.read(MediaPath.of("a"), opened -> {
            delete(root.resolve(SENTINEL));
            throw broken;
        });
        failed(ofMount, FailureCode.SOURCE_DOWN, "told by its sentinel");
    }

    @Test
    void a_missing_root_says_that_the_mount_is_down() {
        try (var unmounted = new NfsSource(settings(outside.resolve("nowhere"), 2, 1), rules(List.of()))) {
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
        assertThat(opened.await(1, TimeUnit.MINUTES)).isTrue();

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

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
