package io.nfs2s3.upload.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Together;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in the file of a spool, by bytes.
 *
 * <p>Past 300 lines, for each way in which such a file can be broken is a test.
 */
class SpoolTest {
    private static final Instant NOW = Instant.parse("2026-11-21T20:00:00.123Z");
    private static final MediaPath PATH = MediaPath.of("images/1.jpg");
    private final Path file;
    private final Spool spool;

    SpoolTest(@TempDir Path directory) {
        file = directory.resolve("new").resolve("uploads.spool");
        spool = spool(file);
    }

    private static Spool spool(Path file) {
        return new Spool(file, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Appends so many uploads in a process of its own: {@code FILE NAME COUNT}. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            Spool spool = spool(Path.of(arguments[0]));
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                spool.append(List.of(MediaPath.of("images/" + arguments[1] + "/" + i)), Duration.ofMinutes(1));
            }
        }
    }

    private static void append(Spool spool, MediaPath path) throws IOException {
        append(spool, path, Duration.ofMinutes(1));
    }

    private static void append(Spool spool, MediaPath path, Duration patience) throws IOException {
        spool.append(List.of(path), patience);
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_record_is_a_line_of_checksum_and_json() throws IOException {
        append(spool, PATH);

        assertThat(lines())
                .containsExactly("d3877b9f {\"path\":\"images/1.jpg\",\"time\":\"2026-11-21T20:00:00.123Z\"}");
    }

    @Test
    void a_spool_below_what_is_no_directory_is_told_before_an_upload_needs_it() throws IOException {
        assertThat(spool.unwritable()).isEmpty();
        Path inTheWay = file.getParent();
        Files.writeString(inTheWay, "a file");

        assertThat(spool.unwritable()).contains(inTheWay + " is no directory");
        assertThatIOException().isThrownBy(() -> append(spool, PATH));
    }

    /** What a link leads to that somebody has put in the place of a file of the spool. */
    private Path victim(Path link) throws IOException {
        Path victim = Files.writeString(file.resolveSibling("../victim").normalize(), "precious");
        Files.setPosixFilePermissions(victim, PosixFilePermissions.fromString("rw-------"));
        Files.createDirectories(file.resolveSibling(".").normalize());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, victim);
        return victim;
    }

    private static void assertUntouched(Path victim) throws IOException {
        assertThat(victim).hasContent("precious");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(victim)))
                .isEqualTo("rw-------");
    }

    @Test
    void no_file_of_the_spool_is_written_through_a_link() throws IOException {
        for (Path link : List.of(file, file.resolveSibling("uploads.spool.lock"))) {
            Path victim = victim(link);

            assertThatIOException()
                    .isThrownBy(() -> append(spool(file), PATH))
                    .withMessageContaining("is a symbolic link, which the spool does not follow: remove it");

            assertUntouched(victim);
            Files.delete(link);
        }
    }

    @Test
    void a_damaged_line_is_kept_beside_a_link_that_has_the_place_of_its_file() throws IOException {
        Path link = file.resolveSibling("uploads.spool.bad");
        Path victim = victim(link);

        Path kept = spool.setAside("a damaged line");

        assertUntouched(victim);
        assertThat(kept).hasContent("a damaged line\n").isNotEqualTo(link);
        assertThat(kept.getFileName()).asString().startsWith("uploads.spool.bad-");
        assertThat(spool.setAside("another")).isEqualTo(kept);
    }

    @Test
    void a_link_that_leads_nowhere_makes_no_file() throws IOException {
        Path nowhere = file.resolveSibling("../nowhere").normalize();
        Files.createDirectories(file.resolveSibling(".").normalize());
        Files.createSymbolicLink(file, nowhere);

        assertThatIOException().isThrownBy(() -> append(spool, PATH));

        assertThat(nowhere).doesNotExist();
    }

    @Test
    void a_spool_is_not_put_where_everybody_may_write() throws IOException {
        Files.createDirectories(file.resolveSibling(".").normalize());
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(spool.problem()).get().asString().startsWith("everybody may write to the directory");
        assertThatIOException().isThrownBy(() -> append(spool, PATH)).withMessageContaining("everybody may write");
        assertThat(file).doesNotExist();

        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(spool.problem()).isEmpty();
        append(spool, PATH);
        assertThat(lines()).hasSize(1);
    }

    @Test
    void an_interrupted_upload_is_spooled_once_all_the_same() throws IOException {
        append(spool, PATH);
        Thread.currentThread().interrupt();

        append(spool, PATH);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(lines()).hasSize(2);
    }

    @Test
    void any_media_path_comes_back_as_it_was() throws IOException {
        List<String> paths = List.of(
                "images/a b\"c\\d.jpg",
                "images/line\nbreak\r\u2028\u0085.jpg",
                "images/\u0001\u007f\u001b[31m.jpg",
                "images/übergroß-日本-\uD83D\uDE00.jpg",
                "\u0001".repeat(MediaPath.MAX_BYTES));
        for (String path : paths) {
            append(spool, MediaPath.of(path));
        }

        assertThat(lines().stream().map(SpoolRecord::parse))
                .extracting(record -> record.orElseThrow().path().value())
                .containsExactlyElementsOf(paths);
        assertThat(lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(SpoolRecord.MAX_BYTES));
    }

    @Test
    void a_line_with_one_letter_changed_is_no_record() {
        String line = new SpoolRecord(PATH, NOW).line();
        assertThat(SpoolRecord.parse(line)).contains(new SpoolRecord(PATH, NOW));
        for (int i = 0; i < line.length(); i++) {
            char other = line.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(SpoolRecord.parse(line.substring(0, i) + other + line.substring(i + 1)))
                    .isEmpty();
            assertThat(SpoolRecord.parse(line.substring(0, i))).isEmpty();
        }
    }

    @Test
    void an_append_after_a_torn_record_has_a_line_of_its_own() throws IOException {
        append(spool, PATH);
        Files.writeString(file, "d3877b9f {\"path\":\"ima", StandardOpenOption.APPEND);

        append(spool, MediaPath.of("images/2.jpg"));

        assertThat(lines()).hasSize(3);
        assertThat(SpoolRecord.parse(lines().get(2))).contains(new SpoolRecord(MediaPath.of("images/2.jpg"), NOW));
    }

    @Test
    void the_reader_takes_any_bytes_in_bounded_lines() throws IOException {
        byte[] zeros = new byte[3 * SpoolRecord.MAX_BYTES];
        Files.createDirectories(spool.file().toAbsolutePath().resolveSibling(""));
        Files.write(file, zeros);
        Files.write(file, new byte[] {'\n', (byte) 0xff, '\n', 't'}, StandardOpenOption.APPEND);

        List<SpoolLines.Line> read = new ArrayList<>();
        try (SpoolLines lines = new SpoolLines(file)) {
            for (SpoolLines.Line line = lines.next(); line != null; line = lines.next()) {
                read.add(line);
            }
        }
        assertThat(read).extracting(SpoolLines.Line::ended).containsExactly(true, true, true, true, true, false);
        assertThat(read)
                .extracting(line -> line.text().length())
                .containsExactly(SpoolRecord.MAX_BYTES, SpoolRecord.MAX_BYTES, SpoolRecord.MAX_BYTES, 0, 1, 1);
    }

    @Test
    void threads_with_spools_of_their_own_and_another_process_append_at_once() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Appender.class.getName(),
                        file.toString(),
                        "process",
                        "200")
                .inheritIO()
                .start();
        Together.run(4, thread -> () -> {
            Appender.main(new String[] {file.toString(), "thread" + thread, "200"});
            return thread;
        });
        assertThat(other.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(other.exitValue()).isZero();

        List<String> found = lines().stream()
                .map(line -> SpoolRecord.parse(line).orElseThrow().path().value())
                .toList();
        assertThat(found).hasSize(1_000);
        for (String writer : List.of("process", "thread0", "thread1", "thread2", "thread3")) {
            assertThat(found.stream().filter(path -> path.startsWith("images/" + writer + "/")))
                    .containsExactlyElementsOf(IntStream.range(0, 200)
                            .mapToObj(i -> "images/" + writer + "/" + i)
                            .toList());
        }
    }

    @Test
    void what_is_moved_aside_while_others_append_is_complete() throws IOException {
        List<Integer> moved = Together.run(3, thread -> () -> {
            if (thread > 0) {
                Appender.main(new String[] {file.toString(), "thread" + thread, "300"});
                return 0;
            }
            int seen = 0;
            for (int i = 0; i < 50; i++) {
                if (spool.moveAside()) {
                    seen += Files.readAllLines(spool.replaying()).size();
                    Files.delete(spool.replaying());
                }
            }
            return seen;
        });
        int rest = Files.exists(file) ? lines().size() : 0;
        assertThat(moved.get(0) + rest).isEqualTo(600);
    }

    @Test
    void an_interrupted_request_still_has_its_upload_written() throws IOException {
        Thread.currentThread().interrupt();

        append(spool, PATH);

        assertThat(Thread.interrupted()).as("still interrupted").isTrue();
        assertThat(lines()).hasSize(1);
    }

    @Test
    void a_lock_that_does_not_come_free_does_not_hold_an_upload() throws IOException {
        append(spool, PATH);
        SpoolLock lock = SpoolLock.of(file.resolveSibling("uploads.spool.lock"));
        List<String> answers = lock.holding(
                        Duration.ZERO,
                        () -> Together.run(1, thread -> () -> {
                            assertThatIOException()
                                    .isThrownBy(() -> append(spool, PATH, Duration.ofMillis(50)))
                                    .withMessageContaining("lock");
                            return "refused";
                        }))
                .orElseThrow();
        assertThat(answers).containsExactly("refused");
        assertThat(lines()).hasSize(1);
    }

    @Test
    void a_lock_file_that_was_removed_locks_again() throws IOException {
        append(spool, PATH);
        Files.delete(file.resolveSibling("uploads.spool.lock"));

        append(spool, PATH);

        assertThat(file.resolveSibling("uploads.spool.lock")).exists();
        assertThat(lines()).hasSize(2);
    }

    @Test
    void the_group_may_read_and_write_and_nobody_else() throws IOException {
        append(spool, PATH);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-rw----");
    }
}
