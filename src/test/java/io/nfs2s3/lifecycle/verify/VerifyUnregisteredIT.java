package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files on NFS that nobody told of. */
class VerifyUnregisteredIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private VerifyProgress progress = new VerifyProgress();
    private VerifySite files;

    @BeforeEach
    void migrate() {
        files = new VerifySite(site);
        files.migrate("images/known.jpg");
    }

    /** A file that is older than what may be on its way. */
    private Path old(String path) {
        Path file = site.write(path, path);
        try {
            return Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static VerifySelection about(String prefix) {
        return new VerifySelection(prefix, LISTING, null, 0, false, false, null, true);
    }

    private List<String> verify(String prefix) {
        assertThat(VerifySelection.parse(about(prefix).text())).isEqualTo(about(prefix));
        progress = new VerifyProgress();
        return VerifySite.verify(files.application.verifies().verifier(), about(prefix), progress);
    }

    @Test
    void each_is_told_as_a_backfill_would_take_it() throws IOException {
        old("images/forgotten.jpg");
        old("images/b/with ü.jpg");
        old("audio/held.mp3"); // a kind that is not migrated: a backfill registers it, too
        old("images/.hidden.jpg");
        old("images/upload.tmp");
        site.write("images/young.jpg", "the hook will be called in a moment");
        old("images/synced.jpg");
        files.put("images/synced.jpg", "by aws s3 sync");
        old("images/later.jpg");
        files.put("images/later~g2.jpg", "by the program, before its row was lost");
        Files.createSymbolicLink(site.media().resolve("images/link"), Path.of("forgotten.jpg"));
        Files.createSymbolicLink(site.media().resolve("images/nowhere"), Path.of("nothing"));
        Files.createSymbolicLink(site.media().resolve("images/folder"), Path.of("b"));
        Files.createDirectory(site.media().resolve("images/c.jpg"));

        assertThat(verify(""))
                .containsExactly(
                        "! images/folder source-unreadable ask",
                        "! images/nowhere source-unreadable ask",
                        "+ audio/held.mp3 not-registered requeue",
                        "+ images/b/with ü.jpg not-registered requeue",
                        "+ images/forgotten.jpg not-registered requeue",
                        "+ images/link not-registered requeue",
                        "- images/later~g2.jpg foreign-object ask",
                        "- images/synced.jpg foreign-object ask",
                        "= images/known.jpg");
        assertThat(progress.underWay()).isEqualTo(1);
        assertThat(progress.namesScanned()).isGreaterThanOrEqualTo(11);
        assertThat(differences(files.verify(LISTING))).as("without the option").hasSize(2);
    }

    @Test
    void a_prefix_narrows_it_down() {
        old("images/a1.jpg");
        old("images/a2.jpg");
        old("images/b1.jpg");

        assertThat(verify("images/a"))
                .containsExactly("+ images/a1.jpg not-registered requeue", "+ images/a2.jpg not-registered requeue");
        assertThat(verify("images/a1.j")).containsExactly("+ images/a1.jpg not-registered requeue");
    }

    @Test
    void names_that_are_no_files_of_the_site_are_told_by_their_row_or_not_at_all() throws IOException {
        Files.createSymbolicLink(site.media().resolve("lost+found"), Path.of("nothing")); // below no kind
        files.migrate("images/dangling");
        Path original = site.media().resolve("images/dangling");
        Files.delete(original);
        Files.createSymbolicLink(original, Path.of("nothing"));

        assertThat(verify("")).containsExactly("= images/dangling", "= images/known.jpg");
        assertThat(verify("images/2019/")).as("of a folder that is not there").isEmpty();
    }

    @Test
    void one_does_not_stand_for_the_last_verify_of_all_files() {
        assertThat(Verify.source(about(""))).isEqualTo("PART");
        assertThat(Verify.source(VerifySite.inventory("/manifest.json", LISTING)))
                .isEqualTo("PART");
        assertThat(Verify.source(VerifySite.about("", LISTING))).isEqualTo("ALL");
    }

    @Test
    void a_repair_queues_them_and_a_second_verify_is_clean() {
        old("images/forgotten.jpg");
        old("audio/held.mp3");
        Mending mending = new Mending(files.application.verifies().repair());

        files.application
                .verifies()
                .verifier()
                .verify(about(""), 1, new VerifyTotals(new VerifyTally(), progress, mending), one -> {}, () -> true);

        assertThat(mending.done()).isEqualTo(Map.of(Act.REQUEUE, 2L));
        assertThat(site.query("SELECT path || ' ' || generation || ' ' || state FROM nfs2s3.media ORDER BY path"))
                .containsExactly(
                        "audio/held.mp3 1 HELD", "images/forgotten.jpg 1 QUEUED", "images/known.jpg 1 MIGRATED");
        files.work();
        assertThat(VerifySite.verify(files.application.verifies().verifier(), about(""), new VerifyProgress()))
                .containsExactly("= images/forgotten.jpg", "= images/known.jpg");
    }

    /** The scan begins anew then. */
    @Test
    void a_mount_that_goes_away_during_the_scan_has_no_file_told_twice_or_left_out() {
        for (int i = 0; i < 1_100; i++) {
            old("images/many/" + i + ".jpg");
        }
        MountThatGoesOnce gate = new MountThatGoesOnce();
        List<String> told = new ArrayList<>();
        Verifier verifier = files.application.verifies().verifier();

        boolean all = verifier.verify(
                about("images/many/"),
                verifier.cut(about("images/many/"), 1),
                VerifySite.totals(progress),
                one -> {
                    synchronized (told) {
                        told.add(one.path());
                    }
                },
                gate,
                part -> {});

        assertThat(all).isTrue();
        assertThat(told).hasSize(1_100).doesNotHaveDuplicates();
        assertThat(gate.outages.get()).isEqualTo(1);
        assertThat(progress.namesScanned()).isGreaterThan(1_100);
    }

    private final class MountThatGoesOnce implements Gate {
        private final Path root = site.media();
        private final Path elsewhere = root.resolveSibling(root.getFileName() + "-elsewhere");
        private final AtomicInteger went = new AtomicInteger();
        private final AtomicInteger outages = new AtomicInteger();

        @Override
        public void check() {
            if (progress.namesScanned() > 0 && went.compareAndSet(0, 1)) {
                move(root, elsewhere);
            }
        }

        @Override
        public <T> T patiently(Supplier<T> call) {
            while (true) {
                try {
                    return call.get();
                } catch (MigrationException e) {
                    assertThat(e.code()).isEqualTo(FailureCode.SOURCE_DOWN);
                    outages.incrementAndGet();
                    move(elsewhere, root);
                }
            }
        }

        private void move(Path from, Path to) {
            try {
                Files.move(from, to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
