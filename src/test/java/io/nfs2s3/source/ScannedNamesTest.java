package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.source.ScanEntry.Bad;
import io.nfs2s3.source.ScanEntry.File;
import io.nfs2s3.source.ScanEntry.Skipped;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names a scan takes for media, and what it says of the others. */
class ScannedNamesTest extends ScanTestBase {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space.jpg",
                "a+b.jpg",
                "100%.jpg",
                "%41.jpg",
                "line\nbreak.jpg",
                "\"quoted' name`.jpg",
                "写真.jpg",
                "\uD83D\uDE00.jpg",
                "e\u0301.jpg",
                "back\\slash.jpg",
                "\uFFFD.jpg",
                "?*[a].jpg",
                "-rf",
                " ",
                "a."
            })
    void any_name_that_is_text_is_a_path(String name) throws IOException {
        String below = name + "!/" + name;
        create(name, below);

        assertThat(scan("", List.of(), false))
                .filteredOn(found -> !(found instanceof Skipped))
                .containsExactlyInAnyOrder(new File(name), new File(below));
    }

    @Test
    void names_of_255_bytes_are_told() throws IOException {
        String longest = "写".repeat(83) + "xx.jpg";
        create(longest, "x".repeat(255));

        assertThat(files("")).containsExactlyInAnyOrder(longest, "x".repeat(255));
    }

    @Test
    void a_path_that_is_too_long_is_bad_and_the_scan_goes_on() throws IOException {
        String deep = String.join("/", List.of("d".repeat(250), "d".repeat(250), "d".repeat(250), "d".repeat(250)));
        create(deep + "/" + "a".repeat(20), deep + "/" + "a".repeat(21), "z.jpg");

        assertThat(files("")).containsExactlyInAnyOrder(deep + "/" + "a".repeat(20), "z.jpg");
        assertThat(bad(scan("", List.of(), false)))
                .singleElement()
                .satisfies(bad -> assertThat(bad.reason()).contains("more than 1024 bytes"));
    }

    @Test
    void a_name_that_is_not_utf_8_is_bad_and_shown_with_its_bytes() throws IOException {
        Files.createFile(raw("caf%E9.jpg"));
        Files.createFile(Files.createDirectory(raw("%FF%FEold")).resolve("a.jpg"));

        assertThat(bad(scan("", List.of(), false)))
                .extracting(Bad::name)
                .containsExactlyInAnyOrder("caf\\xE9.jpg", "\\xFF\\xFEold");
        assertThat(bad(scan("", List.of(), false)))
                .extracting(Bad::reason)
                .allMatch(reason -> reason.contains("UTF-8"));
        assertThat(bad(scan("", List.of(), false)))
                .extracting(Bad::reason)
                .anyMatch(reason -> reason.endsWith("nothing below it was scanned"));
        assertThat(files("")).isEmpty();
    }

    @Test
    void names_that_are_no_media_are_left_out_with_their_reason() throws IOException {
        create(".nfs000123", ".hidden/a.jpg", "a.jpg.tmp", "Thumbs.db", "lost+found/a.jpg", "a-1.jpg", "a-10.jpg");

        List<ScanEntry> found = scan("", List.of("*.tmp", "Thumbs.db", "lost+found", "a-?.jpg"), false);

        assertThat(found)
                .containsExactlyInAnyOrder(
                        new Skipped(SENTINEL, "\"" + SENTINEL + "\" is the sentinel of the mount"),
                        new Skipped(".nfs000123", "\".nfs000123\" is a file that was removed while it was open"),
                        new Skipped(".hidden", "\".hidden\" starts with a dot"),
                        new Skipped("a.jpg.tmp", "source.skip has *.tmp"),
                        new Skipped("Thumbs.db", "source.skip has Thumbs.db"),
                        new Skipped("lost+found", "source.skip has lost+found"),
                        new Skipped("a-1.jpg", "source.skip has a-?.jpg"),
                        new File("a-10.jpg"));
    }

    /** A name by its bytes, which text could not give. */
    private Path raw(String percentEncoded) {
        return Path.of(URI.create(root.toUri() + percentEncoded));
    }
}
