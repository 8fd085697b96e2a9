package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** However an answer ends, the file that it was to be given from is closed. */
class OriginDescriptorsIT {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int ANSWERS = 20;
    private static final int BYTES = 4 * 1024 * 1024;
    private static final String LARGE = "images/large.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeEach
    void write() {
        assumeThat(DESCRIPTORS)
                .as("what a process has open is listed there on Linux")
                .exists();
        site.write(LARGE, new byte[BYTES]);
    }

    /** Files of the site that this process has open. */
    private static long open() {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(each -> target(each).startsWith(site.media().toString()))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // it was closed meanwhile
        }
    }

    private static void assertThatNoneIsOpen() {
        await().until(() -> open() == 0);
    }

    /** @param bytes of a whole body */
    private static boolean isCut(Socket client, int bytes) throws IOException {
        try {
            return client.getInputStream().readAllBytes().length < bytes;
        } catch (SocketException e) {
            return true; // reset
        }
    }

    @Test
    void a_file_that_changes_while_it_is_opened() throws Exception {
        Path file = site.media().resolve(LARGE);
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            for (long i = 0; !done.get(); i++) {
                try {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000 + i)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        writer.start();
        try (ServedSite origin = ServedSite.open(site)) {
            int[] refused = {0};
            await().until(() -> {
                refused[0] += isRefused(origin) ? 1 : 0;
                return refused[0] >= ANSWERS;
            });
            assertThatNoneIsOpen();
        } finally {
            done.set(true);
            writer.join();
        }
    }

    private static boolean isRefused(ServedSite origin) {
        try {
            return origin.get(LARGE).statusCode() == 503;
        } catch (UncheckedIOException e) {
            return false; // it was cut off later
        }
    }

    @Test
    void a_file_that_was_written_in_another_age() throws IOException {
        Path file = site.media().resolve(LARGE);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2400-01-01T00:00:00Z")));
        assumeThat(Files.getLastModifiedTime(file).toInstant())
                .as("the file system knows such a time")
                .isEqualTo("2400-01-01T00:00:00Z");
        try (ServedSite origin = ServedSite.open(site)) {
            for (int i = 0; i < ANSWERS; i++) {
                assertThat(origin.get(LARGE).statusCode()).isEqualTo(200);
            }
            assertThatNoneIsOpen();
        }
    }

    @Test
    void a_file_that_nobody_takes() throws IOException {
        try (ServedSite origin = ServedSite.open(site)) {
            for (int i = 0; i < ANSWERS; i++) {
                try (Socket client =
                        new Socket(origin.address().getHost(), origin.address().getPort())) {
                    client.getOutputStream()
                            .write(("GET /" + LARGE + " HTTP/1.1\r\nHost: x\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                    assertThat(client.getInputStream().read()).isEqualTo('H');
                }
            }
            assertThatNoneIsOpen();
        }
    }

    @Test
    void a_file_whose_bytes_are_not_wanted() {
        try (ServedSite origin = ServedSite.open(site)) {
            String etag = ServedSite.header(origin.get(LARGE), "ETag");
            for (int i = 0; i < ANSWERS; i++) {
                assertThat(origin.send("HEAD", LARGE).statusCode()).isEqualTo(200);
                assertThat(origin.get(LARGE, "If-None-Match", etag).statusCode())
                        .isEqualTo(304);
                assertThat(origin.get(LARGE, "Range", "bytes=99999999-").statusCode())
                        .isEqualTo(416);
                assertThat(origin.get(LARGE, "Range", "bytes=10-19").statusCode())
                        .isEqualTo(206);
            }
            assertThatNoneIsOpen();
        }
    }

    @Test
    void a_file_that_is_written_anew_in_its_place_while_it_is_sent_does_not_look_whole() throws IOException {
        Path file = site.media().resolve(LARGE);
        try (ServedSite origin = ServedSite.open(site)) {
            for (String range : List.of("", "Range: bytes=100000-\r\n")) {
                Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000)));
                try (Socket client = origin.ask(LARGE, range)) {
                    assertThat(client.getInputStream().read()).isEqualTo('H');
                    Files.write(file, new byte[BYTES], StandardOpenOption.WRITE);
                    assertThat(isCut(client, range.isEmpty() ? BYTES : BYTES - 100_000))
                            .as(range)
                            .isTrue();
                }
            }
            assertThatNoneIsOpen();
        }
    }

    @Test
    void one_whose_name_goes_to_another_meanwhile_comes_whole() throws IOException {
        Path next = site.write("images/next.jpg", new byte[100]);
        try (ServedSite origin = ServedSite.open(site);
                Socket client = origin.ask(LARGE)) {
            assertThat(client.getInputStream().read()).isEqualTo('H');
            Files.move(next, site.media().resolve(LARGE), StandardCopyOption.ATOMIC_MOVE);
            assertThat(client.getInputStream().readNBytes(BYTES)).hasSize(BYTES);
            assertThatNoneIsOpen();
        }
    }

    @Test
    void a_file_that_is_cut_short_while_it_is_sent() throws IOException {
        try (ServedSite origin = ServedSite.open(site)) {
            for (int i = 0; i < ANSWERS; i++) {
                site.write(LARGE, new byte[BYTES]);
                try (Socket client = origin.ask(LARGE)) {
                    assertThat(client.getInputStream().read()).isEqualTo('H');
                    Files.write(site.media().resolve(LARGE), new byte[100_000], StandardOpenOption.TRUNCATE_EXISTING);
                    assertThat(isCut(client, BYTES)).isTrue();
                }
            }
            assertThatNoneIsOpen();
        }
    }
}
