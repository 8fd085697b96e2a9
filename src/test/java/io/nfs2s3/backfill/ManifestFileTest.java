package io.nfs2s3.backfill;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.source.ScanEntry.Bad;
import io.nfs2s3.source.ScanEntry.File;
import io.nfs2s3.source.ScanEntry.Skipped;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestFileTest {
    private static final Path ROOT = Path.of("/mnt/media");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.jpg\nb/c d.jpg\n",
                "a.jpg\nb/c d.jpg",
                "a.jpg\r\nb/c d.jpg\r\n",
                "\uFEFFa.jpg\n\n  \t\nb/c d.jpg\n\r\n",
                "./a.jpg\n/mnt/media/b/c d.jpg\n"
            })
    void a_line_is_a_path_however_it_ends_and_wherever_it_begins(String text) {
        assertThat(read(text.getBytes(UTF_8), false)).containsExactly(new File("a.jpg"), new File("b/c d.jpg"));
        assertThat(read(packed(text.getBytes(UTF_8)), false)).containsExactly(new File("a.jpg"), new File("b/c d.jpg"));
    }

    @Test
    void a_manifest_in_gzip_may_have_several_members() {
        assertThat(read(join(packed("a\n".getBytes(UTF_8)), packed("b\n".getBytes(UTF_8))), false))
                .containsExactly(new File("a"), new File("b"));
    }

    @Test
    void with_nul_a_path_may_have_line_breaks_and_begin_with_blanks() {
        assertThat(read("a\nb\0\0 \0c\r\0写.jpg\0".getBytes(UTF_8), true))
                .containsExactly(new File("a\nb"), new File(" "), new File("c\r"), new File("写.jpg"));
    }

    @Test
    void a_line_that_is_no_media_path_is_told_with_its_number_and_the_next_is_read() {
        byte[] text = join(
                "\n../a\n/etc/passwd\n/mnt/media2/a\n/mnt/media/\na//b\n".getBytes(UTF_8),
                "café\nz.jpg\n".getBytes(ISO_8859_1));

        assertThat(read(text, false))
                .map(found -> found instanceof Bad bad ? bad.name() + " | " + bad.reason() : found.toString())
                .containsExactly(
                        "../a | line 2: not a media path: \"../a\": it has a \"..\" segment",
                        "/etc/passwd | line 3: it is absolute, and not below the source root /mnt/media/",
                        "/mnt/media2/a | line 4: it is absolute, and not below the source root /mnt/media/",
                        "/mnt/media/ | line 5: it is absolute, and not below the source root /mnt/media/",
                        "a//b | line 6: not a media path: \"a//b\": it has an empty segment (\"//\", or \"/\" at its end)",
                        "caf\\xE9 | line 7: it is not UTF-8",
                        "File[path=z.jpg]");
    }

    @Test
    void a_name_that_is_left_out_by_a_scan_is_left_out_here_too() {
        byte[] text = ".htpasswd\n/mnt/media/images/.git/config\nimages/a.tmp\nimages/a.jpg\n".getBytes(UTF_8);

        assertThat(read(text, false))
                .containsExactly(
                        new Skipped(".htpasswd", "line 1: \".htpasswd\" starts with a dot"),
                        new Skipped("/mnt/media/images/.git/config", "line 2: \".git\" starts with a dot"),
                        new Skipped("images/a.tmp", "line 3: source.skip has *.tmp"),
                        new File("images/a.jpg"));
    }

    @Test
    void a_line_without_end_does_not_fill_the_memory() {
        byte[] endless = new byte[3 * ManifestRecords.LONGEST];
        Arrays.fill(endless, (byte) 'x');

        assertThat(read(join(endless, "\nz\n".getBytes(UTF_8)), false))
                .satisfiesExactly(
                        found -> assertThat(found).isInstanceOfSatisfying(Bad.class, bad -> {
                            assertThat(bad.reason()).contains("line 1", "more than 1024 bytes");
                            assertThat(bad.name()).hasSize(ManifestRecords.LONGEST);
                        }),
                        found -> assertThat(found).isEqualTo(new File("z")));
    }

    @Test
    void a_list_that_ends_within_a_path_is_no_whole_one() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("a.jpg\0b.jpg.we".getBytes(UTF_8), true))
                .withMessageContaining("ends within path 2");
        ManifestFile lines = ManifestFile.of(
                new ByteArrayInputStream("a.jpg\nb.jpg".getBytes(UTF_8)), ROOT, NameRules.DEFAULTS, false);

        assertThat(all(lines.whole()))
                .satisfiesExactly(
                        found -> assertThat(found).isEqualTo(new File("a.jpg")),
                        found -> assertThat(found)
                                .isInstanceOfSatisfying(
                                        Bad.class,
                                        bad -> assertThat(bad.reason()).contains("line 2", "ends within it")));
        byte[] blank = "a.jpg\n  ".getBytes(UTF_8);
        assertThat(all(ManifestFile.of(new ByteArrayInputStream(blank), ROOT, NameRules.DEFAULTS, false)
                        .whole()))
                .containsExactly(new File("a.jpg"));
    }

    @Test
    void a_list_is_known_by_its_bytes_and_a_pipe_is_not() throws IOException {
        Path file = Files.writeString(directory.resolve("list.txt"), "a\nb\n");
        String before = ManifestDigest.of(file);

        assertThat(before).startsWith("sha256:").isEqualTo(ManifestDigest.of(file));
        Files.writeString(file, "a\nc\n");
        assertThat(ManifestDigest.of(file)).isNotEqualTo(before);
        assertThat(ManifestDigest.of(Path.of("/dev/null"))).isNull();
    }

    @Test
    void an_empty_manifest_has_no_paths() {
        assertThat(read(new byte[0], false)).isEmpty();
        assertThat(read(new byte[0], true)).isEmpty();
    }

    @Test
    void a_file_is_read_anew_by_each_pass() throws IOException {
        Path file = Files.writeString(directory.resolve("list.txt"), "a\nb\n");
        NameSource manifest = ManifestFile.of(file, ROOT, NameRules.DEFAULTS, false);

        assertThat(all(manifest)).hasSize(2);
        assertThat(all(manifest)).hasSize(2);
    }

    @Test
    void a_manifest_that_cannot_be_read_to_its_end_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all(ManifestFile.of(directory.resolve("gone"), ROOT, NameRules.DEFAULTS, false)))
                .withMessageContaining("gone cannot be read");
        byte[] cut = packed("a\n".repeat(100_000).getBytes(UTF_8));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read(Arrays.copyOf(cut, cut.length - 20), false))
                .withMessageContaining("cannot be read after line");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> read("\uFEFFa\n".getBytes(UTF_16LE), false))
                .withMessageContaining("it is in UTF-16");
    }

    @Test
    void a_consumer_that_throws_ends_the_reading_and_the_stream_is_closed() {
        AtomicBoolean closed = new AtomicBoolean();
        InputStream stream = new ByteArrayInputStream("a\nb\n".getBytes(UTF_8)) {
            @Override
            public void close() {
                closed.set(true);
            }
        };

        assertThatThrownBy(() -> ManifestFile.of(stream, ROOT, NameRules.DEFAULTS, false)
                        .forEach(found -> {
                            throw new IllegalStateException("pause");
                        }))
                .hasMessage("pause");

        assertThat(closed).isTrue();
    }

    private static List<ScanEntry> read(byte[] bytes, boolean nul) {
        return all(ManifestFile.of(new ByteArrayInputStream(bytes), ROOT, NameRules.DEFAULTS, nul));
    }

    private static List<ScanEntry> all(NameSource source) {
        List<ScanEntry> all = new ArrayList<>();
        source.forEach(all::add);
        return all;
    }

    private static byte[] packed(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return packed.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
