package io.nfs2s3.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.HostileText;
import io.nfs2s3.testing.MediaPaths;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ManifestPropertyTest {
    private static final Path ROOT = Path.of("/mnt/media");

    @Property
    void what_lies_outside_the_root_is_never_taken(@ForAll("manifests") byte[] manifest, @ForAll boolean nul) {
        List<ScanEntry> entries;
        try {
            entries = read(manifest, nul);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        for (ScanEntry entry : entries) {
            if (entry instanceof ScanEntry.File file) {
                assertThat(ROOT.resolve(MediaPath.of(file.path()).value()).normalize())
                        .startsWithRaw(ROOT);
                assertThat(NameRules.DEFAULTS.reason(file.path())).isEmpty();
            } else if (entry instanceof ScanEntry.Bad bad) {
                assertThat(bad.name().codePoints()).noneMatch(Character::isISOControl);
            }
        }
    }

    @Property
    void paths_are_read_as_find_writes_them(@ForAll("paths") List<MediaPath> paths, @ForAll("forms") String form) {
        // begins with an empty record: at the very beginning U+FEFF is a byte-order mark, and left out
        String manifest =
                "\0" + paths.stream().map(path -> form + path.value() + "\0").collect(Collectors.joining());

        assertThat(read(manifest.getBytes(StandardCharsets.UTF_8), true))
                .filteredOn(entry -> !(entry instanceof ScanEntry.Skipped))
                .isEqualTo(paths.stream()
                        .filter(path -> NameRules.DEFAULTS.reason(path.value()).isEmpty())
                        .map(path -> new ScanEntry.File(path.value()))
                        .toList());
    }

    @Property
    void a_packed_manifest_is_read_as_it_was_before(@ForAll("lines") byte[] lines, @ForAll boolean nul)
            throws IOException {
        byte[] manifest = nul ? Arrays.copyOf(lines, lines.length + 1) : lines;
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(manifest);
        }

        assertThat(read(packed.toByteArray(), nul)).isEqualTo(read(manifest, nul));
    }

    @Property
    void a_damaged_packed_manifest_is_refused_or_read(
            @ForAll("lines") byte[] manifest, @ForAll int at, @ForAll byte change) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(manifest);
        }
        byte[] damaged = packed.toByteArray();
        damaged[Math.floorMod(at, damaged.length)] ^= change;
        try {
            assertThat(read(damaged, false)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property
    void records_are_what_stands_between_separators(@ForAll("lines") byte[] bytes) throws IOException {
        List<byte[]> records = new ArrayList<>();
        ManifestRecords reader = new ManifestRecords(new ByteArrayInputStream(bytes), '\n');
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        while (reader.next(record)) {
            records.add(record.toByteArray());
        }

        assertThat(reader.number()).isEqualTo(records.size());
        assertThat(records).allSatisfy(one -> assertThat(one).hasSizeLessThanOrEqualTo(ManifestRecords.LONGEST));
        assertThat(records).usingElementComparator(Arrays::compare).isEqualTo(split(bytes));
    }

    /** The same, by way of a text with a letter for each byte. */
    private static List<byte[]> split(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(whole.split("\n", -1))
                        .map(line -> line.substring(0, Math.min(line.length(), ManifestRecords.LONGEST)))
                        .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
                        .toList();
    }

    private static List<ScanEntry> read(byte[] manifest, boolean nul) {
        List<ScanEntry> entries = new ArrayList<>();
        ManifestFile.of(new ByteArrayInputStream(manifest), ROOT, NameRules.DEFAULTS, nul)
                .forEach(entries::add);
        return entries;
    }

    @Provide
    Arbitrary<List<MediaPath>> paths() {
        return MediaPaths.any().list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> forms() {
        return Arbitraries.of("", "./", "/mnt/media/");
    }

    /** Lines of bytes, none of which looks like the head of another format. */
    @Provide
    Arbitrary<byte[]> lines() {
        return Arbitraries.frequencyOf(
                        Tuple.of(20, HostileText.of("\n", "\r\n", "\0", "images/a.jpg", "./", "é", "/mnt/media/", " ")),
                        Tuple.of(19, HostileText.any()),
                        Tuple.of(1, HostileText.of("\n", "x".repeat(40_000))))
                .map(text -> ("\n" + text).getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<byte[]> manifests() {
        return Arbitraries.oneOf(
                Arbitraries.bytes().array(byte[].class).ofMaxSize(100),
                HostileText.of(
                                "/",
                                "..",
                                "./",
                                "/mnt/media/",
                                "/mnt/media/../",
                                "\n",
                                "\0",
                                "\r",
                                "images/a",
                                "\u001F\u008B",
                                "\u00FE\u00FF",
                                "\uFEFF")
                        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1)),
                HostileText.paths().map(text -> text.getBytes(StandardCharsets.UTF_8)));
    }
}
