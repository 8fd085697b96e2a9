package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.OriginalWriter.Outcome;
import io.nfs2s3.source.OriginalWriter.Wanted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The web user may write to the directories of originals, while the writer is root. */
class OriginalWriterTest {
    private static final MediaPath PATH = MediaPath.of("images/1.jpg");
    private static final byte[] BYTES = "original".getBytes(StandardCharsets.UTF_8);
    private static final Instant MODIFIED = Instant.parse("2020-01-02T03:04:05Z");

    private Path root;
    private Path temporary;
    private NfsSource source;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        root = home.toRealPath();
        Files.createFile(root.resolve(".nfs2s3-mounted"));
        Files.createDirectory(root.resolve("images"));
        temporary = root.resolve("images").resolve(OriginalWriter.TEMPORARY + 7);
        source = source(Duration.ofSeconds(20));
    }

    private NfsSource source(Duration readTimeout) {
        return new NfsSource(
                new SourceSettings(root, MediaPath.of(".nfs2s3-mounted"), Duration.ZERO, readTimeout, 4, 2),
                NameRules.DEFAULTS);
    }

    @AfterEach
    void close() {
        source.close();
    }

    /** What is done to the temporary file while it is written. */
    @FunctionalInterface
    private interface Meanwhile {
        void happens() throws IOException;
    }

    private Outcome write(Meanwhile meanwhile) {
        return FutureErrors.join(source.writer().write(PATH, 7, wanted(), () -> bytes(meanwhile)));
    }

    private static Wanted wanted() {
        CRC32C crc = new CRC32C();
        crc.update(BYTES);
        return new Wanted(BYTES.length, Checksum.of(crc), MODIFIED, 0666, null, null);
    }

    private static InputStream bytes(Meanwhile meanwhile) {
        return new ByteArrayInputStream(BYTES) {
            @Override
            public int read(byte[] buffer) throws IOException {
                if (available() > 0) {
                    meanwhile.happens();
                }
                return super.read(buffer, 0, buffer.length);
            }
        };
    }

    @Test
    void a_file_is_written_as_it_was() throws IOException {
        assertThat(write(() -> assertThat(temporary).exists())).isInstanceOf(Outcome.Written.class);
        assertThat(root.resolve(PATH.value())).hasContent("original");
        assertThat(Files.getLastModifiedTime(root.resolve(PATH.value())).toInstant())
                .isEqualTo(MODIFIED);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(PATH.value()))))
                .isEqualTo("rw-rw-rw-");
        assertThat(temporary).doesNotExist();
    }

    @Test
    void nothing_is_written_to_the_disk_below_a_mount_that_is_away() throws IOException {
        Files.delete(root.resolve(".nfs2s3-mounted"));

        assertThatThrownBy(() -> write(() -> {}))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("the mount is down");
        assertThat(root.resolve("images")).isEmptyDirectory();
    }

    @Test
    void a_link_that_takes_its_place_is_not_followed() throws IOException {
        Path secret = Files.writeString(root.resolve("secret"), "secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        FileTime time = Files.getLastModifiedTime(secret);

        assertThatThrownBy(() -> write(() -> {
                    Files.delete(temporary);
                    Files.createSymbolicLink(temporary, secret);
                }))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("took the place");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                .isEqualTo("rw-------");
        assertThat(Files.getLastModifiedTime(secret)).isEqualTo(time);
        assertThat(root.resolve(PATH.value())).doesNotExist();
    }

    /** Four readers, and a limit of two that may hang in the mount. */
    @Test
    void a_store_that_is_slower_than_the_mount_may_be_is_no_mount_that_hangs() {
        Duration readTimeout = Duration.ofSeconds(2);
        List<CompletableFuture<Outcome>> slow = new ArrayList<>();
        try (NfsSource impatient = source(readTimeout)) {
            for (int i = 1; i <= 3; i++) {
                slow.add(impatient
                        .writer()
                        .write(
                                MediaPath.of("images/slow" + i + ".jpg"),
                                i,
                                wanted(),
                                () -> bytes(() -> {
                                    awaitQuietly(new CountDownLatch(1), readTimeout.multipliedBy(2));
                                    throw new MigrationException(FailureCode.STORE_DOWN, "the store was too slow");
                                })));
            }
            assertThat(slow)
                    .allSatisfy(writing -> assertThatThrownBy(() -> FutureErrors.join(writing))
                            .isInstanceOfSatisfying(
                                    MigrationException.class,
                                    error -> assertThat(error.code()).isEqualTo(FailureCode.STORE_DOWN))
                            .hasMessage("the store was too slow"));
            assertThat(impatient.hungReaders()).isZero();
        }
    }

    @Test
    void bytes_without_an_end_are_not_those_that_were_copied_and_do_not_fill_the_disk() {
        AtomicInteger reads = new AtomicInteger();
        Outcome outcome = FutureErrors.join(source.writer().write(PATH, 7, wanted(), () -> new InputStream() {
            @Override
            public int read() {
                reads.incrementAndGet();
                return 'x';
            }

            @Override
            public int read(byte[] buffer, int from, int length) {
                buffer[from] = (byte) read();
                return 1;
            }
        }));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Differs.class,
                        differs -> assertThat(differs.detail()).contains("more bytes than the " + BYTES.length));
        assertThat(reads).hasValue(BYTES.length + 1);
        assertThat(temporary).doesNotExist();
        assertThat(root.resolve(PATH.value())).doesNotExist();
    }

    @Test
    void a_try_that_comes_back_late_leaves_the_next_one_its_file() {
        CountDownLatch late = new CountDownLatch(1);
        CompletableFuture<Thread> first = new CompletableFuture<>();
        CompletableFuture<Outcome> givenUp = source.writer()
                .write(
                        PATH,
                        7,
                        wanted(),
                        () -> bytes(() -> {
                            first.complete(Thread.currentThread());
                            awaitQuietly(late, Duration.ofMinutes(1));
                        }));
        first.join();
        givenUp.completeExceptionally(new MigrationException(FailureCode.SOURCE_DOWN, "given up"));

        assertThat(write(() -> {
                    late.countDown();
                    await().until(() -> isDone(first.join()));
                    assertThat(temporary).exists();
                }))
                .isInstanceOf(Outcome.Written.class);
        assertThat(root.resolve(PATH.value())).hasContent("original");
        assertThat(temporary).doesNotExist();
    }

    /** Whether a thread of a pool waits for work. */
    private static boolean isDone(Thread thread) {
        return Stream.of(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(LinkedBlockingQueue.class.getName())
                        && frame.getMethodName().equals("take"));
    }

    /** @return whether the latch ended it, and not the time */
    private static boolean awaitQuietly(CountDownLatch latch, Duration most) {
        try {
            return latch.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void another_file_that_takes_its_place_does_not_get_the_name() {
        assertThatThrownBy(() -> write(() -> {
                    Files.move(temporary, root.resolve("images/moved"));
                    Files.writeString(temporary, "by another");
                }))
                .isInstanceOf(MigrationException.class);
        assertThat(root.resolve(PATH.value())).doesNotExist();
        assertThat(temporary).hasContent("by another");
    }

    @Test
    void a_try_that_finds_the_file_of_another_try_leaves_it() {
        CompletableFuture<Outcome> writing = source.writer().write(PATH, 7, wanted(), () -> {
            Files.writeString(temporary, "of another try"); // after what was left was removed
            return bytes(() -> {});
        });

        assertThatThrownBy(() -> FutureErrors.join(writing)).isInstanceOf(MigrationException.class);

        assertThat(temporary).hasContent("of another try");
        assertThat(root.resolve(PATH.value())).doesNotExist();
    }
}
