package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.source.ScanEntry.Bad;
import io.nfs2s3.source.ScanEntry.File;
import io.nfs2s3.source.ScanEntry.Skipped;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A scan tells each file below a prefix once. */
class DirectoryScanTest extends ScanTestBase {
    /** Twenty chunks. */
    private static final int MANY = 20_000;

    @Test
    void files_of_all_directories_are_told_once_with_their_paths() throws IOException {
        create("a.jpg", "images/b.jpg", "images/2024/01/c.JPEG", "images/2024/01/d", "v1.2/e.jpg");
        Files.createDirectories(root.resolve("empty/below"));

        assertThat(files(""))
                .containsExactlyInAnyOrder(
                        "a.jpg", "images/b.jpg", "images/2024/01/c.JPEG", "images/2024/01/d", "v1.2/e.jpg");
    }

    @Test
    void a_prefix_is_the_beginning_of_a_path() throws IOException {
        create("images/2023/a.jpg", "images/2024-01/b.jpg", "images/2024.jpg", "images2/c.jpg", "other/d.jpg");

        assertThat(files("images/"))
                .containsExactlyInAnyOrder("images/2023/a.jpg", "images/2024-01/b.jpg", "images/2024.jpg");
        assertThat(files("images/2024")).containsExactlyInAnyOrder("images/2024-01/b.jpg", "images/2024.jpg");
        assertThat(files("images")).hasSize(4);
    }

    @Test
    void a_prefix_that_leads_nowhere_is_told() throws IOException {
        create("images/a.jpg");
        link("out", "..");

        assertThat(scan("imags/", List.of(), false))
                .containsExactly(new Bad("imags", "there is no such directory below the source root"));
        assertThat(scan("out/", List.of(), false))
                .containsExactly(new Bad(
                        "out",
                        "a symbolic link leads out of the source root, to " + outside.toRealPath()
                                + "; nothing below it was scanned"));
        assertThatThrownBy(() -> scan("../", List.of(), false)).isInstanceOf(InvalidMediaPathException.class);
        assertThatThrownBy(() -> scan("/images/", List.of(), false)).isInstanceOf(InvalidMediaPathException.class);
    }

    @Test
    void a_prefix_below_a_name_that_is_left_out_is_refused() throws IOException {
        create("images/.snapshot/a.jpg", "images/lost+found/b.jpg", "images/real/.git/c.jpg");
        link("images/way", ".snapshot");

        for (String prefix : List.of("images/.snapshot/", ".snapshot/a", "images/lost+found/", "images/real/.git/c")) {
            assertThatIllegalArgumentException()
                    .as(prefix)
                    .isThrownBy(() -> scan(prefix, List.of("lost+found"), false))
                    .withMessageContaining("is left out");
        }
        assertThat(scan("images/way/", List.of(), false))
                .singleElement()
                .isInstanceOfSatisfying(
                        Bad.class,
                        bad -> assertThat(bad.reason()).startsWith("a symbolic link leads to a name that is left out"));
        assertThat(scan("images/.snap", List.of(), false)).hasOnlyElementsOfType(Skipped.class);
    }

    @Test
    void a_prefix_may_lead_through_a_link_inside_the_root() throws IOException {
        create("real/a.jpg", "real/sub/b.jpg");
        link("images", "real");

        assertThat(files("images/")).containsExactlyInAnyOrder("images/a.jpg", "images/sub/b.jpg");
    }

    @Test
    void twenty_thousand_names_are_counted_as_they_stream_by() throws IOException {
        writeMany("images", MANY);
        AtomicInteger files = new AtomicInteger();

        scan(List.of("*.tmp")).walk("images/", found -> {
            if (found instanceof File) {
                files.incrementAndGet();
            }
        });

        assertThat(files).hasValue(MANY);
    }
}
