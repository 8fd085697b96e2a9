package io.nfs2s3.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.source.ScanEntry.File;
import io.nfs2s3.testing.Together;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Someone swaps a directory or a file for a link out of the root, again and again: nothing outside is ever read. */
class SwappedLinksTest extends ReadTestBase {
    /** A swap takes about as long as a read: thousands of these meet one at each of their steps. */
    private static final int READS = 5_000;

    private static final int SCANS = 500;
    private static final String FILE = "images/ab/1.jpg";
    /** What a read may end with besides the bytes: it met the link, or nothing at all. */
    private static final Set<FailureCode> EXPECTED =
            Set.of(FailureCode.SOURCE_OUTSIDE_ROOT, FailureCode.SOURCE_MISSING, FailureCode.SOURCE_CHANGED);

    /** What is swapped: the path of a file or directory, and what takes its place. */
    private record Swap(Path place, Path real, Path link) {
        void there() throws IOException {
            Files.move(place, real, StandardCopyOption.ATOMIC_MOVE);
            Files.move(link, place, StandardCopyOption.ATOMIC_MOVE);
        }

        void back() throws IOException {
            Files.move(place, link, StandardCopyOption.ATOMIC_MOVE);
            Files.move(real, place, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    @BeforeEach
    void files() throws IOException {
        write(FILE, "inside");
        Files.createDirectories(outside.resolve("secrets/ab"));
        Files.writeString(outside.resolve("secrets/1.jpg"), "secret");
        Files.writeString(outside.resolve("secrets/ab/1.jpg"), "secret");
    }

    private Swap swap(String place, String target) throws IOException {
        Path link = Files.createSymbolicLink(outside.resolve("link"), outside.resolve(target));
        return new Swap(root.resolve(place), outside.resolve("real"), link);
    }

    /** Reads while someone swaps; one thread each. */
    private static void readWhile(Swap swap, Supplier<String> read) {
        readWhile(swap, READS, read);
    }

    private static void readWhile(Swap swap, int reads, Supplier<String> read) {
        AtomicBoolean done = new AtomicBoolean();
        Together.run(2, number -> () -> {
            if (number == 0) {
                while (!done.get()) {
                    swap.there();
                    swap.back();
                }
                return 0;
            }
            try {
                int inside = 0;
                for (int i = 0; i < reads; i++) {
                    inside += taken(read) ? 1 : 0;
                }
                assertThat(inside).as("reads between two swaps").isPositive();
                return inside;
            } finally {
                done.set(true);
            }
        });
    }

    private static boolean taken(Supplier<String> read) {
        try {
            assertThat(read.get()).isEqualTo("inside");
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof MigrationException refused) {
                assertThat(refused.code()).isIn(EXPECTED);
                return false;
            }
            return fail("unexpected", e);
        }
    }

    /** As the worker reads: all of it, again for a large file, and a check at the end. */
    private String copied() {
        return source.read(MediaPath.of(FILE), file -> {
                    String first = text(file, 100);
                    file.rewind();
                    assertThat(text(file, 100)).isEqualTo(first);
                    file.checkUnchanged();
                    return first;
                })
                .join();
    }

    /** As the origin reads. */
    private String served() {
        try (OpenFile file = source.open(MediaPath.of(FILE), 2).join()) {
            ByteBuffer rest = file.read(2, 4, true).join();
            return StandardCharsets.UTF_8.decode(file.head()).toString() + StandardCharsets.UTF_8.decode(rest);
        }
    }

    @Test
    void a_directory_that_is_swapped_under_the_worker() throws IOException {
        readWhile(swap("images", "secrets"), this::copied);
    }

    @Test
    void the_last_directory_that_is_swapped_under_the_worker() throws IOException {
        readWhile(swap("images/ab", "secrets"), this::copied);
    }

    @Test
    void a_file_that_is_swapped_under_the_worker() throws IOException {
        readWhile(swap(FILE, "secrets/1.jpg"), this::copied);
    }

    @Test
    void a_directory_that_is_swapped_under_the_origin() throws IOException {
        readWhile(swap("images", "secrets"), this::served);
    }

    @Test
    void a_file_that_is_swapped_under_the_origin() throws IOException {
        readWhile(swap(FILE, "secrets/1.jpg"), this::served);
    }

    @Test
    void a_directory_that_is_swapped_under_a_scan() throws IOException {
        Files.writeString(outside.resolve("secrets/secret.jpg"), "");
        DirectoryScan scan = scan(List.of());
        readWhile(swap("images/ab", "secrets"), SCANS, () -> {
            scan.walk("images/ab/", found -> {
                if (found instanceof File file) {
                    assertThat(file.path()).isEqualTo(FILE);
                }
            });
            return "inside";
        });
    }

    private DirectoryScan scan(List<String> skip) {
        return new DirectoryScan(settings(root, 2, 1), new ScanSettings(false), rules(skip));
    }
}
