package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nfs2s3.source.ScanEntry.Bad;
import io.nfs2s3.source.ScanEntry.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Directories, links and pipes among the files of a scan. */
class ScannedEntriesTest extends ScanTestBase {
    @Test
    void a_directory_that_is_named_like_a_file_is_found_by_the_link_count() throws IOException {
        create("images/b.jpg", "images/album.jpg/c.jpg", "images/album.jpg/x.y/d.jpg", "images/sub/e.jpg");

        assertThat(files("")).contains("images/album.jpg/c.jpg", "images/album.jpg/x.y/d.jpg", "images/sub/e.jpg");
        assertThat(files("")).doesNotHaveDuplicates();
    }

    @Test
    void a_directory_is_no_file_when_each_name_is_looked_at() throws IOException, InterruptedException {
        create("album.jpg/c.jpg");
        pipe("pipe.jpg");
        Files.createSymbolicLink(root.resolve("link.jpg"), outside);

        List<ScanEntry> found = scan("", List.of(), true);

        assertThat(found).contains(new File("album.jpg/c.jpg")).doesNotContain(new File("album.jpg"));
        assertThat(bad(found)).extracting(Bad::name).containsExactlyInAnyOrder("pipe.jpg", "link.jpg");
    }

    @Test
    void a_name_with_an_extension_is_not_looked_at() throws IOException, InterruptedException {
        assumeThat(((Number) Files.getAttribute(root, "unix:nlink")).intValue())
                .as("link counts of directories on this file system")
                .isGreaterThanOrEqualTo(2);
        pipe("pipe.jpg");

        assertThat(files("")).containsExactly("pipe.jpg");
    }

    @Test
    void links_are_told_only_if_they_lead_to_files_inside_the_root() throws IOException, InterruptedException {
        create("real/a.jpg");
        link("to_file", "real/a.jpg");
        link("to_directory", "real");
        link("to_nothing", "gone");
        link("to_itself", "to_itself");
        link("up", "../root2");
        Files.createFile(Files.createDirectory(outside.resolve("root2")).resolve("secret"));
        pipe("pipe");

        List<ScanEntry> found = scan("", List.of(), false);

        assertThat(found).contains(new File("to_file")).doesNotContain(new File("to_directory/a.jpg"));
        assertThat(bad(found))
                .extracting(bad -> bad.name() + ": " + bad.reason().replaceAll("[:,;].*", ""))
                .containsExactlyInAnyOrder(
                        "to_directory: a symbolic link to a directory is not followed",
                        "to_nothing: a symbolic link to nothing",
                        "to_itself: its symbolic links form a loop",
                        "up: a symbolic link leads out of the source root",
                        "pipe: it is a device");
    }

    @Test
    void a_directory_that_may_not_be_read_is_bad_and_the_scan_goes_on() throws IOException {
        create("closed/a.jpg", "open/b.jpg");
        Path closed = root.resolve("closed");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(closed)).as("root may read anything").isFalse();

        List<ScanEntry> found = scan("", List.of(), false);
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));

        assertThat(found).contains(new File("open/b.jpg"));
        assertThat(bad(found)).singleElement().satisfies(bad -> {
            assertThat(bad.name()).isEqualTo("closed");
            assertThat(bad.reason()).contains("the daemon's user may not read it", "not all below it was scanned");
        });
    }
}
