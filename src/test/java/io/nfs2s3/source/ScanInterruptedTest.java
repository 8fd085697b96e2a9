package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.ScanEntry.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The mount, a directory or the consumer goes away during a scan. */
class ScanInterruptedTest extends ScanTestBase {
    private static final int MORE_THAN_A_CHUNK = 2_500;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

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
                removed.forEach(MountTestBase::delete);
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

    private static void down(Runnable walk) {
        assertThatThrownBy(walk::run)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SOURCE_DOWN))
                .hasMessageContaining("told by its sentinel");
    }

    private List<Path> openBelowRoot() {
        List<Path> open = new ArrayList<>();
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            Path real = root.toRealPath();
            for (Path each : all.toList()) {
                target(each).filter(path -> path.startsWith(real)).ifPresent(open::add);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /** Of a directory; empty for one that another test has closed meanwhile. */
    private static Optional<Path> target(Path descriptor) throws IOException {
        try {
            return Files.isDirectory(descriptor) ? Optional.of(descriptor.toRealPath()) : Optional.empty();
        } catch (FileSystemException e) {
            return Optional.empty();
        }
    }
}
