package io.nfs2s3.lifecycle.retire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.catalog.SiteRecord.Cause;
import io.nfs2s3.catalog.SiteRecord.Suspension;
import io.nfs2s3.catalog.SiteTable;
import io.nfs2s3.lifecycle.BrokenFiles;
import io.nfs2s3.lifecycle.FileJob;
import io.nfs2s3.lifecycle.FilePreview;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileRun;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunBatch;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.source.DirectoryState;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Directories that became empty by a retire are told, and removed where that is asked for. */
class RetiredDirectoriesIT {
    /** Nobody can set back when a directory last changed: so all of them changed an hour before the grace began. */
    private static final Duration OLD = Duration.ofHours(-1);

    private static final Duration YOUNG = Duration.ofHours(1);

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);
    private final NfsSource source = new NfsSource(
            rig.application.settings().source(), rig.application.settings().names());

    @BeforeEach
    void clear() throws IOException {
        site.clearRuns();
        rig.removeFiles();
    }

    @AfterEach
    void close() {
        source.close();
    }

    private DirectoriesJob job(Duration grace) {
        return new DirectoriesJob(site.jdbi(), source, List.of("", "images", "audio"), grace, BrokenFiles.ofRun());
    }

    private Run remove(Duration grace) {
        RunLease lease = rig.retire().start(Direction.DIRECTORIES, FileRequest.of(RetireRig.ALL), 0);
        try (FileRun run = new FileRun(
                site.jdbi(),
                rig.application.retires().retires(),
                () -> "",
                lease,
                rig.work(Long.MAX_VALUE, Long.MAX_VALUE),
                "test")) {
            return RetireRig.done(run.take(job(grace), RetireRig.ALL));
        }
    }

    @Test
    void a_directory_whose_last_file_goes_is_told_and_left() {
        rig.migrate("images/a/1.jpg", "images/a/2.jpg", "images/b/c/1.jpg", "images/d/1.jpg");
        site.write("images/d/other", "this is no media");

        rig.run(Direction.RETIRE, RetireRig.of("images/a/1.jpg"));
        assertThat(rig.emptied).isEmpty();
        rig.run(Direction.RETIRE, RetireRig.ALL);

        assertThat(rig.emptied).containsExactlyInAnyOrder("images/a", "images/b/c");
        assertThat(rig.file("images/a")).isEmptyDirectory();
    }

    @Test
    void only_empty_ones_below_those_of_the_kinds_go_and_those_above_them_by_a_later_run() {
        rig.migrate("images/1.jpg", "images/a/1.jpg", "images/b/c/1.jpg", "images/d/1.jpg", "images/e/1.jpg");
        site.write("images/d/.upload", "half an upload");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        List<String> trash = rig.trash();
        rig.run(Direction.PUT_BACK, RetireRig.of("images/e/1.jpg"));

        assertThat(new FilePreview<>(job(OLD), RetireRig.ALL, rig.work(9, 9))
                        .look()
                        .done())
                .isEqualTo(2);
        assertThat(rig.file("images/a")).isDirectory();
        assertThat(remove(OLD).counts()).isEqualTo(new RunCounts(2, 2, 0, 0));

        assertThat(rig.file("images/a")).doesNotExist();
        assertThat(rig.file("images/b")).isEmptyDirectory();
        assertThat(rig.file("images/d/.upload")).exists();
        assertThat(rig.file("images/e/1.jpg")).exists();
        assertThat(remove(OLD).counts()).isEqualTo(new RunCounts(1, 3, 0, 0));
        assertThat(rig.file("images/b")).doesNotExist();
        assertThat(rig.trash()).hasSize(trash.size() - 1);
        rig.run(Direction.RETIRE, RetireRig.of("images/e/1.jpg"));
        assertThat(rig.file("images")).as("a kind's own").isDirectory();
    }

    @Test
    void one_that_changed_within_the_grace_stays() {
        rig.migrate("images/a/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);

        assertThat(remove(YOUNG).counts()).isEqualTo(new RunCounts(0, 1, 0, 0));
        assertThat(rig.file("images/a")).isEmptyDirectory();
        assertThat(source.trash()
                        .lookAtDirectory(MediaPath.of("images/a"), Instant.now().minusSeconds(3_600))
                        .join())
                .isEqualTo(DirectoryState.YOUNG);
    }

    @Test
    void a_selection_is_kept_to() {
        rig.migrate("images/a/1.jpg", "images/b/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        FileSelection a = FileSelection.of(new MediaFilter("images/a/", null, TimeRange.ALL));

        assertThat(new FilePreview<>(job(OLD), a, rig.work(9, 9)).look().done()).isEqualTo(1);
        assertThat(new FilePreview<>(job(OLD), RetireRig.of("images/b/1.jpg"), rig.work(9, 9))
                        .look()
                        .done())
                .isEqualTo(1);
    }

    @Test
    void nothing_above_a_prefix_goes() {
        rig.migrate("images/a/b/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        FileSelection below = FileSelection.of(new MediaFilter("images/a/b/", null, TimeRange.ALL));

        assertThat(new FilePreview<>(job(OLD), below, rig.work(9, 9)).look()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(new FilePreview<>(job(OLD), RetireRig.ALL, rig.work(9, 9)).look())
                .isEqualTo(new RunCounts(1, 1, 0, 0));
        FileSelection partOfName = FileSelection.of(new MediaFilter("images/a/b/1", null, TimeRange.ALL));
        assertThat(new FilePreview<>(job(OLD), partOfName, rig.work(9, 9)).look())
                .isEqualTo(RunCounts.NONE);
    }

    @Test
    void a_list_in_any_order_comes_upon_a_directory_once() {
        rig.migrate("images/a/1.jpg", "images/b/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        rig.names = each -> {
            for (int i = 0; i < 1_200; i++) {
                each.accept(new ScanEntry.File(i % 2 == 0 ? "images/a/1.jpg" : "images/b/1.jpg"));
            }
        };
        FileSelection list = new FileSelection(MediaFilter.ALL, List.of(), "list", false);

        assertThat(new FilePreview<>(job(OLD), list, rig.work(9, 9)).look()).isEqualTo(new RunCounts(2, 0, 0, 0));
    }

    @Test
    void no_link_is_followed() throws IOException {
        rig.migrate("images/a/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        Files.delete(rig.file("images/a"));
        Files.createDirectories(rig.file("elsewhere/empty"));
        Files.createSymbolicLink(rig.file("images/a"), rig.file("elsewhere/empty"));

        assertThat(remove(OLD).counts()).isEqualTo(new RunCounts(0, 0, 0, 1));
        assertThat(rig.reasons()).containsExactly("images/a DIRECTORY_STAYS");
        assertThat(rig.file("elsewhere/empty")).isEmptyDirectory();
        assertThat(Files.isSymbolicLink(rig.file("images/a"))).isTrue();
    }

    @Test
    void a_site_that_is_suspended_keeps_them() {
        rig.migrate("images/a/1.jpg");
        rig.run(Direction.RETIRE, RetireRig.ALL);
        SiteTable table = new SiteTable(site.jdbi());
        table.suspend(new Suspension(Cause.FOREIGN, "another site has it", "s3://bucket/"), table.read());
        try {
            assertThatThrownBy(() -> remove(OLD)).isInstanceOf(MigrationException.class);
        } finally {
            table.resume("s3://bucket/");
        }
        assertThat(rig.file("images/a")).isEmptyDirectory();
    }

    @Test
    void what_comes_back_makes_its_directory_again_with_the_mode_of_the_one_above() throws IOException {
        rig.migrate("images/a/1.jpg");
        Files.setPosixFilePermissions(rig.file("images"), PosixFilePermissions.fromString("rwxrwxr-x"));
        rig.run(Direction.RETIRE, RetireRig.ALL);
        remove(OLD);
        assertThat(rig.file("images/a")).doesNotExist();

        rig.run(Direction.PUT_BACK, RetireRig.ALL);

        assertThat(rig.file("images/a/1.jpg")).hasContent("images/a/1.jpg");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rig.file("images/a"))))
                .isEqualTo("rwxrwxr-x");
    }

    @Test
    void what_was_removed_before_the_mount_went_down_is_counted() throws IOException {
        List<String> directories =
                IntStream.range(0, 300).mapToObj(i -> "images/" + i).toList();
        for (String directory : directories) {
            Files.createDirectories(rig.file(directory));
        }
        CompletableFuture<Void> outage = CompletableFuture.runAsync(() -> {
            while (Files.exists(rig.file("images/0"))) {
                Thread.onSpinWait();
            }
            rig.file(".nfs2s3-mounted").toFile().delete();
        });
        long[] counted = new long[1];
        try {
            job(OLD).act(new FileJob.Proved<>(directories, List.of(), 0), new FileJob.Count() {
                @Override
                public void requireLease() {}

                @Override
                public RunBatch in(Handle handle, long done, long unchanged, List<LeftAlone> leftAlone) {
                    counted[0] = done;
                    assertThat(unchanged).isZero();
                    assertThat(leftAlone).hasSize(directories.size() - (int) done);
                    return new RunBatch(1, Instant.EPOCH, new RunCounts(done, unchanged, 0, leftAlone.size()));
                }
            });
        } finally {
            outage.join();
            Files.createFile(rig.file(".nfs2s3-mounted"));
        }

        assertThat(counted[0]).isPositive();
        assertThat(directories)
                .filteredOn(directory -> !Files.exists(rig.file(directory)))
                .hasSize((int) counted[0]);
    }

    /** Without the grace, so that the two meet as often as they can. */
    @Test
    void a_file_that_is_written_meanwhile_is_never_lost() throws IOException {
        MediaPath directory = MediaPath.of("images/a");
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger removed = new AtomicInteger();
        CompletableFuture<Void> removals = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                DirectoryState state = source.trash()
                        .removeDirectory(directory, Instant.now().plusSeconds(60))
                        .join();
                removed.addAndGet(state == DirectoryState.EMPTY ? 1 : 0);
            }
        });
        try {
            for (int i = 0; i < 300 || (removed.get() < 20 && !removals.isDone()); i++) {
                Path file = rig.file("images/a/" + i);
                RetireRig.write(file);
                assertThat(file).exists();
                Files.delete(file);
            }
        } finally {
            over.set(true);
        }
        removals.join();
        assertThat(removed).as("removals that met the writes").hasValueGreaterThanOrEqualTo(20);
    }
}
