package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static io.nfs2s3.lifecycle.verify.VerifySite.SOURCE;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.CatalogRepair;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.catalog.UnprovedCopy;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.worker.MigrationWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is safe is done, and nothing else; a second verify is clean.
 *
 * <p>Past 300 lines, for each cause, and each change between the look and the deed, is a test.
 */
class RepairIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private VerifySite files;

    @BeforeEach
    void spoil() throws IOException {
        files = new VerifySite(site);
        files.migrate(
                "images/good.jpg",
                "images/gone.jpg",
                "images/other.jpg",
                "images/restamped.jpg",
                "images/again.jpg",
                "images/no-row.jpg",
                "images/back.jpg",
                "images/failed.jpg",
                "images/third.jpg");
        files.remove("images/gone.jpg");
        files.put("images/other.jpg", "IMAGES/other.jpg");
        files.sql("UPDATE nfs2s3.media SET etag = '\"0123\"' WHERE path = 'images/restamped.jpg'");
        files.migrate("images/again.jpg", "images/third.jpg");
        files.migrate("images/third.jpg");
        files.sql("DELETE FROM nfs2s3.superseded");
        // an earlier object of the same upload, which was removed
        files.sql("INSERT INTO nfs2s3.superseded (path, generation, object_key, version_id, was_visible, claimed_at,"
                + " removed_at) VALUES ('images/again.jpg', 1, 'images/another.jpg', 'v1', false, now(), now())");
        files.sql("DELETE FROM nfs2s3.media WHERE path IN ('images/no-row.jpg', 'images/third.jpg')");
        files.remove("images/third.jpg");
        files.remove("images/third~g2.jpg");
        // a roll back, its undo, and meanwhile the original went
        files.sql("UPDATE nfs2s3.media SET state = 'FAILED', location = 'NFS', failed_at = now(),"
                + " failure_code = 'SOURCE_MISSING', source_mtime = NULL WHERE path = 'images/failed.jpg'");
        Files.delete(site.media().resolve("images/failed.jpg"));
        files.sql("UPDATE nfs2s3.media SET state = 'HELD', location = 'NFS' WHERE path = 'images/back.jpg'");
        Files.delete(site.media().resolve("images/back.jpg"));
    }

    private Mending repair(Mending mending) {
        found(files.application, mending);
        return mending;
    }

    private List<String> rows() {
        return site.query("SELECT path || ' ' || generation || ' ' || state || ' ' || coalesce(object_key, '')"
                + " FROM nfs2s3.media ORDER BY path");
    }

    @Test
    void after_a_repair_and_its_copies_a_second_verify_is_clean() {
        Mending mended = repair(new Mending(files.application.verifies().repair()));

        assertThat(mended.done()).hasToString("{REQUEUE=2, FLIP_BACK=2, TAKE_UP_EVIDENCE=2, LEAVE_TO_SWEEP=1}");
        assertThat(List.of(mended.left(), mended.changed())).isEqualTo(List.of(1L, 0L)); // back is an operator's
        assertThat(site.query(
                        "SELECT path FROM nfs2s3.media WHERE state = 'QUEUED' AND location = 'NFS' ORDER BY path"))
                .containsExactly("images/gone.jpg", "images/no-row.jpg", "images/other.jpg", "images/third.jpg");
        assertThat(site.query("SELECT object_key || coalesce(version_id, '') || was_visible FROM nfs2s3.superseded"
                        + " WHERE path = 'images/again.jpg' AND removed_at IS NULL AND generation = 1"))
                .containsExactly("images/again.jpgtrue");
        assertThat(site.query("SELECT path || ' ' || was || ' ' || state FROM nfs2s3.ledger WHERE act = 'REPAIR'"
                        + " ORDER BY path, id"))
                .containsExactly(
                        "images/failed.jpg FAILED RETIRED",
                        "images/gone.jpg MIGRATED QUEUED",
                        "images/other.jpg MIGRATED QUEUED",
                        "images/restamped.jpg MIGRATED MIGRATED");

        files.work();

        VerifyProgress progress = new VerifyProgress();
        assertThat(differences(files.verify("", LISTING, progress))).isEmpty();
        assertThat(differences(files.verify("", SOURCE, new VerifyProgress())))
                .containsExactly("- images/back.jpg stale-pointer ask");
        assertThat(progress.leftToSweep()).isEqualTo(2); // the first generations of again and other
        assertThat(rows())
                .containsExactly(
                        "images/again.jpg 2 MIGRATED images/again~g2.jpg",
                        "images/back.jpg 1 HELD images/back.jpg",
                        "images/failed.jpg 1 RETIRED images/failed.jpg",
                        "images/gone.jpg 2 MIGRATED images/gone~g2.jpg",
                        "images/good.jpg 1 MIGRATED images/good.jpg",
                        "images/no-row.jpg 1 MIGRATED images/no-row.jpg",
                        "images/other.jpg 2 MIGRATED images/other~g2.jpg",
                        "images/restamped.jpg 1 MIGRATED images/restamped.jpg",
                        "images/third.jpg 3 MIGRATED images/third~g3.jpg");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE source_mtime < '1971-01-01'"))
                .isZero();
        assertThat(site.text("images/other~g2.jpg")).isEqualTo("images/other.jpg");
    }

    @Test
    void a_dry_run_counts_the_same_and_changes_nothing() {
        List<String> before = rows();
        List<String> keys = site.keys();

        Mending mending = repair(new Mending(null));

        assertThat(mending.done()).hasToString("{REQUEUE=2, FLIP_BACK=2, TAKE_UP_EVIDENCE=2, LEAVE_TO_SWEEP=1}");
        assertThat(rows()).isEqualTo(before);
        assertThat(site.keys()).isEqualTo(keys);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded WHERE removed_at IS NULL"))
                .isZero();
    }

    @Test
    void a_row_that_changed_since_it_was_looked_at_is_left_alone() {
        List<Judged> found = found(files.application);
        files.sql("UPDATE nfs2s3.media SET generation = generation + 1, object_key = path || '9'"); // as by uploads
        files.upload("images/no-row.jpg");
        files.upload("images/third.jpg");
        List<String> before = rows();
        Mending mending = new Mending(files.application.verifies().repair());

        found.stream().filter(one -> one.decision().act() != Act.LEAVE_TO_SWEEP).forEach(mending::mend);

        assertThat(mending.done()).isEmpty();
        assertThat(mending.changed()).isEqualTo(6);
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void two_that_repair_at_once_do_each_thing_once() {
        List<Judged> found = found(files.application);
        List<Mending> both = List.of(
                new Mending(files.application.verifies().repair()),
                new Mending(files.application.verifies().repair()));

        both.parallelStream().forEach(mending -> found.forEach(mending::mend));

        for (Act act : List.of(Act.REQUEUE, Act.FLIP_BACK)) {
            assertThat(both.stream()
                            .mapToLong(mending -> mending.done().getOrDefault(act, 0L))
                            .sum())
                    .as("%s", act)
                    .isEqualTo(2);
        }
        assertThat(both.stream().mapToLong(Mending::changed).sum()).isEqualTo(6); // what was taken up is taken up again
        assertThat(site.query(
                        "SELECT path || ' ' || generation FROM nfs2s3.media WHERE state = 'QUEUED' ORDER BY path"))
                .containsExactly(
                        "images/gone.jpg 2", "images/no-row.jpg 1", "images/other.jpg 2", "images/third.jpg 3");
        assertThat(
                        site.count(
                                "SELECT count(*) FROM nfs2s3.superseded WHERE path = 'images/again.jpg' AND removed_at IS NULL"))
                .isEqualTo(1);
    }

    private static List<Judged> found(Application application) {
        return found(application, null);
    }

    private static List<Judged> found(Application application, @Nullable Mending mending) {
        List<Judged> found = new ArrayList<>();
        application
                .verifies()
                .verifier()
                .verify(
                        VerifySite.about("", SOURCE),
                        10,
                        new VerifyTotals(new VerifyTally(), new VerifyProgress(), mending),
                        one -> {
                            synchronized (found) {
                                found.add(one);
                            }
                        },
                        () -> true);
        return found;
    }

    @Test
    void a_site_that_is_suspended_meanwhile_is_not_mended_any_more() {
        List<Judged> found = found(files.application);
        files.sql(
                "UPDATE nfs2s3.site SET suspended = 'RESTORED', suspended_reason = 'on purpose', suspended_at = now(),"
                        + " suspended_place = 'here'");
        List<String> before = rows();
        MediaCatalog media = new MediaCatalog(site.jdbi(), site.settings().kinds(), "");
        CatalogRepair catalog = new CatalogRepair(site.jdbi(), media); // who asked before it was suspended

        for (Judged one : found) {
            RecordedCopy row = one.row();
            assertThatThrownBy(() -> {
                        if (row == null) {
                            catalog.register(
                                    new FileVersion(MediaPath.of("images/x.jpg"), 1),
                                    new UnprovedCopy(new ObjectKey("images/x.jpg"), 1, null, null, null));
                        } else {
                            catalog.flipBack(row);
                        }
                    })
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo(FailureCode.SITE_SUSPENDED));
        }
        assertThat(rows()).isEqualTo(before);
    }

    /** An object without a row is the only copy once its original is gone or overwritten. */
    @Test
    void an_object_that_was_registered_stays_until_a_later_upload_is_in_s3() throws IOException {
        repair(new Mending(files.application.verifies().repair()));
        site.write("images/no-row.jpg", "other bytes"); // under the object's key they cannot be
        Files.delete(site.media().resolve("images/third.jpg"));
        Application atOnce = site.application(TestSite.SUPERSEDED_GO_AT_ONCE, "source.vanishedAfter = 1 ms");
        try (MigrationWorker worker = atOnce.worker()) {
            worker.runUntilEmpty();
        }
        site.await(() -> site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED'") == 0);
        daysPass();

        atOnce.cleaner().sweep();

        assertThat(rows())
                .contains(
                        "images/no-row.jpg 2 MIGRATED images/no-row~g2.jpg",
                        "images/third.jpg 3 FAILED images/third~g3.jpg");
        assertThat(site.text("images/no-row~g2.jpg")).isEqualTo("other bytes");
        assertThat(site.text("images/third~g3.jpg")).isEqualTo("images/third.jpg");
        assertThat(site.keys()).doesNotContain("images/no-row.jpg");
    }

    /** The object may be behind a delete marker, or in an archive: flipped back, the file would lose its right bytes in the end. */
    @Test
    void an_original_of_other_bytes_is_not_flipped_back_to_although_its_size_and_time_are_what_was_copied()
            throws IOException {
        Path original = site.media().resolve("images/gone.jpg");
        FileTime copied = Files.getLastModifiedTime(original);
        site.write("images/gone.jpg", "IMAGES/gone.jpg");
        Files.setLastModifiedTime(original, copied);

        assertThat(found(files.application))
                .filteredOn(one -> one.path().equals("images/gone.jpg"))
                .singleElement()
                .satisfies(one -> assertThat(VerifySite.line(one)).isEqualTo("+ images/gone.jpg object-missing ask"))
                .satisfies(one -> assertThat(one.detail()).contains("the original: its checksum is"));
        Mending mended = repair(new Mending(files.application.verifies().repair()));

        assertThat(mended.done()).containsEntry(Act.FLIP_BACK, 1L); // of other.jpg
        assertThat(rows()).contains("images/gone.jpg 1 MIGRATED images/gone.jpg");
    }

    /** It may be the share that went back, and then the object is the newest upload. */
    @Test
    void an_orphan_with_an_original_of_other_bytes_that_is_not_later_is_left_to_an_operator() throws IOException {
        site.write("images/no-row.jpg", "older bytes");
        Files.setLastModifiedTime(site.media().resolve("images/no-row.jpg"), FileTime.from(Instant.EPOCH));

        assertThat(found(files.application))
                .filteredOn(one -> one.path().equals("images/no-row.jpg"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.decision().act()).isEqualTo(Act.ASK);
                    assertThat(one.detail()).contains("was not modified later than what was copied");
                });
        Mending mended = repair(new Mending(files.application.verifies().repair()));

        assertThat(mended.done()).containsEntry(Act.REQUEUE, 1L);
        assertThat(rows()).noneMatch(row -> row.startsWith("images/no-row.jpg"));
    }

    @Test
    void an_orphan_with_an_original_of_other_bytes_that_is_later_is_queued() throws IOException {
        site.write("images/no-row.jpg", "later bytes");
        Files.setLastModifiedTime(
                site.media().resolve("images/no-row.jpg"),
                FileTime.from(Instant.now().plusSeconds(60)));

        Mending mended = repair(new Mending(files.application.verifies().repair()));

        assertThat(mended.done()).containsEntry(Act.REQUEUE, 2L);
        assertThat(rows()).contains("images/no-row.jpg 1 QUEUED images/no-row.jpg");
    }

    /** The lowest generations of a path are all taken, and a worker gives up after three. */
    @Test
    void of_several_objects_whose_path_has_no_row_the_newest_is_registered() {
        losesItsRowAfter("images/many.jpg", "1", "22", "333", "4444", "55555");

        assertThat(told("images/many"))
                .containsExactly(
                        "- images/many.jpg orphan-object ask",
                        "- images/many~g2.jpg orphan-object ask",
                        "- images/many~g3.jpg orphan-object ask",
                        "- images/many~g4.jpg orphan-object ask",
                        "- images/many~g5.jpg orphan-object requeue");
        repair(new Mending(files.application.verifies().repair()));
        files.work();

        assertThat(rows()).contains("images/many.jpg 5 MIGRATED images/many~g5.jpg");
    }

    /** The share may have gone back: then the newest upload is in S3 only. */
    @Test
    void an_original_with_the_bytes_of_an_earlier_object_decides_nothing_against_the_newest() throws IOException {
        losesItsRowAfter("images/went-back.jpg", "1", "22");
        site.write("images/went-back.jpg", "1");
        Files.setLastModifiedTime(site.media().resolve("images/went-back.jpg"), FileTime.from(Instant.EPOCH));

        assertThat(told("images/went-back"))
                .containsExactly(
                        "- images/went-back.jpg orphan-object ask", "- images/went-back~g2.jpg orphan-object ask");
        repair(new Mending(files.application.verifies().repair()));

        assertThat(rows()).noneMatch(row -> row.startsWith("images/went-back.jpg"));
    }

    private void losesItsRowAfter(String path, String... uploads) {
        for (String bytes : uploads) {
            site.write(path, bytes);
            files.upload(path);
            files.work();
        }
        files.sql("DELETE FROM nfs2s3.media WHERE path = '" + path + "'");
        files.sql("DELETE FROM nfs2s3.superseded WHERE path = '" + path + "'");
    }

    private List<String> told(String prefix) {
        return files.verify(prefix, SOURCE, new VerifyProgress());
    }

    private void daysPass() {
        files.sql("UPDATE nfs2s3.superseded SET superseded_at = superseded_at - interval '9 days',"
                + " not_before = NULL WHERE removed_at IS NULL");
    }

    @Test
    void a_file_for_which_alone_the_sites_own_statement_fails_is_named_and_the_others_are_mended() {
        files.sql("CREATE TABLE mended (path text PRIMARY KEY, key text)");
        files.sql("INSERT INTO mended VALUES ('images/gone.jpg', '')");
        Application own = site.application(
                "catalog.siteUpdate = \"INSERT INTO mended VALUES (:path, :objectKey || :location || :generation)\"");
        Mending mending = new Mending(own.verifies().repair());

        List<Judged> told = found(files.application, mending);

        assertThat(mending.done()).hasToString("{REQUEUE=2, FLIP_BACK=1, TAKE_UP_EVIDENCE=2, LEAVE_TO_SWEEP=1}");
        assertThat(List.of(mending.left(), mending.changed())).isEqualTo(List.of(2L, 0L)); // and back
        assertThat(told)
                .filteredOn(one -> one.path().equals("images/gone.jpg"))
                .singleElement()
                .satisfies(one -> assertThat(one.detail()).contains("not mended: catalog.siteUpdate", "mended_pkey"));
        assertThat(rows()).contains("images/gone.jpg 1 MIGRATED images/gone.jpg");

        files.sql("DROP TABLE mended");
        assertThatThrownBy(() -> repair(new Mending(own.verifies().repair())))
                .as("for every file")
                .isInstanceOf(SiteUpdateException.class);
    }

    @Test
    void what_no_kind_covers_is_left_to_an_operator() {
        Application application = site.application("kinds.image.prefix = \"pictures/\"", "kinds.other.prefix = \"x/\"");

        assertThat(found(application).stream().map(one -> one.decision().act()))
                .isNotEmpty()
                .doesNotContain(Act.REQUEUE, Act.FLIP_BACK)
                .contains(Act.ASK, Act.TAKE_UP_EVIDENCE);
    }
}
