package io.nfs2s3.lab.chaos.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.source.ScanSettings;
import io.nfs2s3.source.SourceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scan of a mount that hangs or goes away on the way, where bindfs is installed. */
class ScanMountIT {
    private static final int FILES = 10_000;
    private static final String SENTINEL = ".nfs2s3-mounted";
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private final Path source;
    private final Path mount;

    ScanMountIT(@TempDir Path directory) throws IOException {
        source = Files.createDirectory(directory.resolve("source"));
        mount = Files.createDirectory(directory.resolve("mount"));
    }

    @BeforeEach
    void fill() throws IOException {
        Bindfs.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        Files.createFile(source.resolve(SENTINEL));
        Path images = Files.createDirectory(source.resolve("images"));
        for (int i = 0; i < FILES; i++) {
            Files.createFile(images.resolve("a-name-that-takes-some-room-in-buffers-" + i + ".jpg"));
        }
    }

    private DirectoryScan scan(Duration readTimeout) {
        return new DirectoryScan(
                new SourceSettings(mount, MediaPath.of(SENTINEL), Duration.ofSeconds(90), readTimeout, 2, 1),
                new ScanSettings(false),
                new NameRules(List.of(), MediaPath.of(SENTINEL)));
    }

    private List<ScanEntry> scanUntilDown(Runnable atFirstFile) {
        List<ScanEntry> told = new ArrayList<>();
        assertThatThrownBy(() -> scan(Duration.ofMillis(500)).walk("images/", found -> {
                    if (told.isEmpty()) {
                        atFirstFile.run();
                    }
                    told.add(found);
                }))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_DOWN));
        return told;
    }

    @Test
    void a_mount_that_hangs_ends_the_scan_and_its_directories_are_closed_when_it_comes_back() {
        try (Bindfs bindfs = Bindfs.mount(source, mount)) {
            assertThat(scanUntilDown(bindfs::hang)).hasSizeLessThan(FILES);

            bindfs.goOn();

            await().untilAsserted(() -> assertThat(openDirectories()).isZero());
            List<ScanEntry> all = new ArrayList<>();
            scan(Duration.ofMinutes(1)).walk("images/", all::add);
            assertThat(all).hasSize(FILES);
        }
    }

    @Test
    void a_mount_that_goes_away_on_the_way_is_no_scan_that_came_to_its_end() {
        try (Bindfs bindfs = Bindfs.mount(source, mount)) {
            scanUntilDown(bindfs::unmount);
            scanUntilDown(() -> {});
        }
    }

    private long openDirectories() throws IOException {
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(each -> isBelowMount(each)).count();
        }
    }

    private boolean isBelowMount(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).startsWith(mount);
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
