package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.InvalidMediaPathException;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.ScanEntry.Bad;
import io.nfs2s3.source.ScanEntry.File;
import io.nfs2s3.source.ScanEntry.Skipped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DirectoryScanTest {
    private static final String SENTINEL = "mounted.txt";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int MORE_THAN_A_CHUNK = 2_500;
    private static final int MANY = 100_000;
    private final Path outside;
    private final Path root;

    DirectoryScanTest(@TempDir Path directory) throws IOException {
        outside = directory;
        root = Files.createDirectory(directory.resolve("root"));
        Files.createFile(root.resolve(SENTINEL));
    }

    @Test
    void files_of_all_directories_are_told_once_with_their_paths() throws IOException {
        write("a.jpg", "images/b.jpg", "images/2024/01/c.JPEG", "images/2024/01/d", "v1.2/e.jpg");
        Files.createDirectories(root.resolve("empty/below"));

        assertThat(files(""))
                .containsExactlyInAnyOrder(
                        "a.jpg", "images/b.jpg", "images/2024/01/c.JPEG", "images/2024/01/d", "v1.2/e.jpg");
    }

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
        write(name, below);

        assertThat(scan("", List.of(), false))
                .filteredOn(found -> !(found instanceof Skipped))
                .containsExactlyInAnyOrder(new File(name), new File(below));
    }

    @Test
    void names_of_255_bytes_are_told() throws IOException {
        String longest = "写".repeat(83) + "xx.jpg";
        write(longest, "x".repeat(255));

        assertThat(files("")).containsExactlyInAnyOrder(longest, "x".repeat(255));
    }

    @Test
    void a_path_that_is_too_long_is_bad_and_the_scan_goes_on() throws IOException {
        String deep = String.join("/", List.of("d".repeat(250), "d".repeat(250), "d".repeat(250), "d".repeat(250)));
        write(deep + "/" + "a".repeat(20), deep + "/" + "a".repeat(21), "z.jpg");

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
        write(".nfs000123", ".hidden/a.jpg", "a.jpg.tmp", "Thumbs.db", "lost+found/a.jpg", "a-1.jpg", "a-10.jpg");

        List<ScanEntry> found = scan("", List.of("*.tmp", "Thumbs.db", "lost+found", "a-?.jpg"), false);

        assertThat(found)
                .containsExactlyInAnyOrder(
                        new Skipped(SENTINEL, "the sentinel of the mount"),
                        new Skipped(".nfs000123", "a file that was removed while it was open"),
                        new Skipped(".hidden", "its name starts with a dot"),
                        new Skipped("a.jpg.tmp", "backfill.scan.skip has *.tmp"),
                        new Skipped("Thumbs.db", "backfill.scan.skip has Thumbs.db"),
                        new Skipped("lost+found", "backfill.scan.skip has lost+found"),
                        new Skipped("a-1.jpg", "backfill.scan.skip has a-?.jpg"),
                        new File("a-10.jpg"));
    }

    @Test
    void a_directory_that_is_named_like_a_file_is_found_by_the_link_count() throws IOException {
        write("images/b.jpg", "images/album.jpg/c.jpg", "images/album.jpg/x.y/d.jpg", "images/sub/e.jpg");

        assertThat(files("")).contains("images/album.jpg/c.jpg", "images/album.jpg/x.y/d.jpg", "images/sub/e.jpg");
        assertThat(files("")).doesNotHaveDuplicates();
    }

    @Test
    void a_directory_is_no_file_when_each_name_is_looked_at() throws IOException, InterruptedException {
        write("album.jpg/c.jpg");
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
        write("real/a.jpg");
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
        write("closed/a.jpg", "open/b.jpg");
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

    @Test
    void a_prefix_is_the_beginning_of_a_path() throws IOException {
        write("images/2023/a.jpg", "images/2024-01/b.jpg", "images/2024.jpg", "images2/c.jpg", "other/d.jpg");

        assertThat(files("images/"))
                .containsExactlyInAnyOrder("images/2023/a.jpg", "images/2024-01/b.jpg", "images/2024.jpg");
        assertThat(files("images/2024")).containsExactlyInAnyOrder("images/2024-01/b.jpg", "images/2024.jpg");
        assertThat(files("images")).hasSize(4);
    }

    @Test
    void a_prefix_that_leads_nowhere_is_told() throws IOException {
        write("images/a.jpg");
        link("out", "..");

        assertThat(scan("imags/", List.of(), false))
                .containsExactly(new Bad("imags", "there is no such directory below the source root"));
        assertThat(scan("out/", List.of(), false))
                .containsExactly(
                        new Bad("out", "a symbolic link leads out of the source root; nothing below it was scanned"));
        assertThatThrownBy(() -> scan("../", List.of(), false)).isInstanceOf(InvalidMediaPathException.class);
        assertThatThrownBy(() -> scan("/images/", List.of(), false)).isInstanceOf(InvalidMediaPathException.class);
    }

    @Test
    void a_mount_that_is_not_there_is_not_an_empty_one() throws IOException {
        Files.delete(root.resolve(SENTINEL));

        down(() -> scan("", List.of(), false));

        Files.delete(root);
        down(() -> scan("", List.of(), false));
    }

    @Test
    void a_mount_that_goes_away_on_the_way_is_found_out() throws IOException {
        writeMany("images", MORE_THAN_A_CHUNK);
        List<ScanEntry> told = new ArrayList<>();

        down(() -> scan(List.of()).walk("", found -> {
            if (told.isEmpty()) {
                delete(root.resolve(SENTINEL));
            }
            told.add(found);
        }));

        assertThat(told).hasSizeBetween(1, MORE_THAN_A_CHUNK);
    }

    @Test
    void a_directory_that_is_removed_meanwhile_is_no_error() throws IOException {
        writeMany("images", MORE_THAN_A_CHUNK);
        List<Path> removed = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            removed.add(Files.createDirectories(root.resolve("images").resolve("sub" + i)));
        }

        List<ScanEntry> told = new ArrayList<>();
        scan(List.of()).walk("", found -> {
            if (told.isEmpty()) {
                removed.forEach(DirectoryScanTest::delete);
            }
            told.add(found);
        });

        assertThat(told).filteredOn(File.class::isInstance).hasSize(MORE_THAN_A_CHUNK);
        assertThat(bad(told)).isEmpty();
    }

    @Test
    void a_consumer_that_throws_ends_the_walk_and_all_is_closed() throws IOException {
        writeMany("images/below", MORE_THAN_A_CHUNK);
        assumeThat(DESCRIPTORS).exists();
        AtomicInteger told = new AtomicInteger();

        assertThatThrownBy(() -> scan(List.of()).walk("", found -> {
                    if (told.incrementAndGet() == 5) {
                        assertThat(openBelowRoot()).isNotEmpty();
                        throw new IllegalStateException("pause");
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pause");

        assertThat(told).hasValue(5);
        assertThat(openBelowRoot()).isEmpty();
    }

    @Test
    void a_hundred_thousand_names_are_counted_as_they_stream_by() throws IOException {
        writeMany("images", MANY);
        AtomicInteger files = new AtomicInteger();

        scan(List.of("*.tmp")).walk("images/", found -> {
            if (found instanceof File) {
                files.incrementAndGet();
            }
        });

        assertThat(files).hasValue(MANY);
    }

    @Test
    void a_pattern_that_is_none_is_refused_when_settings_are_read() {
        for (String wrong : List.of("", "a/b", "[a", "{a")) {
            assertThatThrownBy(() -> new ScanSettings(List.of("*.tmp", wrong), false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("backfill.scan.skip has \"" + wrong + "\"");
        }
    }

    private DirectoryScan scan(List<String> skip) {
        return new DirectoryScan(settings(), new ScanSettings(skip, false));
    }

    private List<ScanEntry> scan(String prefix, List<String> skip, boolean statAll) {
        List<ScanEntry> found = new ArrayList<>();
        new DirectoryScan(settings(), new ScanSettings(skip, statAll)).walk(prefix, found::add);
        return found;
    }

    /** The files by their paths, without those that only have the names of files. */
    private List<String> files(String prefix) {
        return scan(prefix, List.of(), false).stream()
                .filter(File.class::isInstance)
                .map(found -> ((File) found).path())
                .filter(path -> !Files.isDirectory(root.resolve(path)))
                .toList();
    }

    private static List<Bad> bad(List<ScanEntry> found) {
        return found.stream().filter(Bad.class::isInstance).map(Bad.class::cast).toList();
    }

    private SourceSettings settings() {
        return new SourceSettings(root, MediaPath.of(SENTINEL), Duration.ofSeconds(90), Duration.ofSeconds(20), 2, 1);
    }

    private static void down(Runnable walk) {
        assertThatThrownBy(walk::run)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_DOWN))
                .hasMessageContaining("told by its sentinel");
    }

    private List<Path> openBelowRoot() {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            for (Path each : all.toList()) {
                if (Files.isDirectory(each) && each.toRealPath().startsWith(root.toRealPath())) {
                    open.add(each.toRealPath());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    private void write(String... paths) throws IOException {
        for (String path : paths) {
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
    }

    private void writeMany(String directory, int count) throws IOException {
        Path made = Files.createDirectories(root.resolve(directory));
        for (int i = 0; i < count; i++) {
            Files.createFile(made.resolve(i + ".jpg"));
        }
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }

    private void pipe(String name) throws IOException, InterruptedException {
        assumeThat(Path.of("/usr/bin/mkfifo")).exists();
        assertThat(new ProcessBuilder("/usr/bin/mkfifo", root.resolve(name).toString())
                        .start()
                        .waitFor())
                .isZero();
    }

    /** A name by its bytes, which text could not give. */
    private Path raw(String percentEncoded) {
        return Path.of(URI.create(root.toUri() + percentEncoded));
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
