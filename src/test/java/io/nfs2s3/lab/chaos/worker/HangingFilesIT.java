package io.nfs2s3.lab.chaos.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.PageLooks;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.SourceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that hang by themselves, while the mount answers, where bindfs is installed. */
class HangingFilesIT {
    private static final String SENTINEL = ".nfs2s3-mounted";
    private static final MediaPath GOOD = MediaPath.of("images/good.jpg");
    private static final List<MediaPath> HANGING = Stream.of("1.jpg", "2.jpg", "3.jpg", "4.jpg")
            .map(name -> MediaPath.of("images/dead/" + name))
            .toList();

    private final Path root;
    private final Path behind;

    HangingFilesIT(@TempDir Path directory) throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
        behind = Files.createDirectory(directory.resolve("behind"));
    }

    @BeforeEach
    void fill() throws IOException {
        Bindfs.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        Files.createFile(root.resolve(SENTINEL));
        Files.createFile(behind.resolve(SENTINEL));
        Files.createDirectories(root.resolve("images/dead"));
        Files.createFile(root.resolve(GOOD.value()));
        for (MediaPath each : HANGING) {
            Files.createFile(behind.resolve(each.value().substring("images/dead/".length())));
        }
    }

    private NfsSource source() {
        return new NfsSource(
                new SourceSettings(root, MediaPath.of(SENTINEL), Duration.ZERO, Duration.ofSeconds(1), 8, 6),
                NameRules.DEFAULTS);
    }

    @Test
    void a_page_with_them_comes_to_its_end_and_they_hang_a_reader_each_however_often_it_is_looked_at() {
        try (Bindfs bindfs = Bindfs.mount(behind, root.resolve("images/dead"));
                NfsSource source = source()) {
            bindfs.hang();
            OriginalProof originals = new OriginalProof(source);
            PageLooks looks = PageLooks.of(originals, BrokenFiles.ofRun());
            List<MediaPath> page =
                    Stream.concat(Stream.of(GOOD), HANGING.stream()).toList();

            await().ignoreExceptionsInstanceOf(MigrationException.class)
                    .untilAsserted(() -> assertThat(looks.at(
                                    page,
                                    path -> originals.look(path).thenApply(found -> path + " seen"),
                                    (path, error) -> path + " hangs"))
                            .containsExactly(
                                    "images/good.jpg seen",
                                    "images/dead/1.jpg hangs",
                                    "images/dead/2.jpg hangs",
                                    "images/dead/3.jpg hangs",
                                    "images/dead/4.jpg hangs"));

            assertThat(source.hungReaders()).isEqualTo(HANGING.size());
        }
    }
}
