package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.BYTES;
import static io.nfs2s3.lifecycle.verify.VerifySite.CHECKSUM;
import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static io.nfs2s3.lifecycle.verify.VerifySite.SOURCE;
import static io.nfs2s3.lifecycle.verify.VerifySite.differences;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.InventoryFixture;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One site with a fault of each sort, and what each depth sees of them: no more, no fewer. */
class VerifierIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static VerifySite files;

    @BeforeAll
    static void spoil() throws IOException {
        files = new VerifySite(site);
        files.migrate(
                "images/good.jpg",
                "images/gone.jpg",
                "images/other.jpg",
                "images/longer.jpg",
                "images/restamped.jpg",
                "images/again.jpg",
                "images/twice.jpg",
                "images/no-row.jpg",
                "images/no-row-no-file.jpg",
                "images/touched.jpg",
                "images/edited.jpg",
                "images/taken.jpg",
                "images/folder.jpg",
                "images/retired.jpg",
                "images/retired-gone.jpg",
                "images/retired-again.jpg",
                "images/back.jpg",
                "images/back-lost.jpg",
                "images/failed.jpg",
                "images/waits.jpg",
                "images/new.jpg",
                "images/undated.jpg",
                "images/md5.jpg",
                "images/restored.jpg",
                "images/only.jpg");
        files.remove("images/gone.jpg");
        files.put("images/other.jpg", "IMAGES/other.jpg");
        files.put("images/longer.jpg", "images/longer.jpg and more");
        files.sql("UPDATE nfs2s3.media SET etag = '\"0123456789abcdef\"' WHERE path = 'images/restamped.jpg'");
        files.migrate("images/again.jpg", "images/twice.jpg");
        files.sql("DELETE FROM nfs2s3.superseded WHERE path = 'images/again.jpg'");
        files.sql("DELETE FROM nfs2s3.media WHERE path LIKE 'images/no-row%'");
        Files.delete(original("images/no-row-no-file.jpg"));
        Files.setLastModifiedTime(original("images/touched.jpg"), FileTime.from(Instant.EPOCH));
        site.write("images/edited.jpg", "by somebody else");
        Files.setLastModifiedTime(original("images/edited.jpg"), FileTime.from(Instant.EPOCH));
        site.write("images/new.jpg", "uploaded, and the hook will be called in a moment");
        files.sql("UPDATE nfs2s3.media SET source_mtime = NULL WHERE path = 'images/undated.jpg'");
        site.write("images/undated.jpg", "IMAGES/undated.jpg"); // as long as the copy
        files.remove("images/undated.jpg");
        files.put("images/md5.jpg", "images/md5.jpg");
        files.sql("UPDATE nfs2s3.media SET checksum = 'MD5:x', etag = 'another' WHERE path = 'images/md5.jpg'");
        files.migrate("images/restored.jpg"); // again; then the database is put back
        files.sql("UPDATE nfs2s3.media SET generation = 1, object_key = path WHERE path = 'images/restored.jpg'");
        files.sql("UPDATE nfs2s3.media SET generation = 2, state = 'FAILED', location = 'NFS', failed_at = now(),"
                + " failure_code = 'SOURCE_READ', object_key = NULL WHERE path = 'images/only.jpg'");
        files.sql("DELETE FROM nfs2s3.superseded WHERE path IN ('images/restored.jpg', 'images/only.jpg')");
        Files.delete(original("images/taken.jpg"));
        Files.delete(original("images/folder.jpg"));
        Files.createDirectory(original("images/folder.jpg"));
        files.sql("UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = now() WHERE path LIKE 'images/retired%'");
        Files.delete(original("images/retired.jpg"));
        Files.delete(original("images/retired-gone.jpg"));
        site.write("images/retired-again.jpg", "by a program that does not call the hook");
        Files.setLastModifiedTime(original("images/retired-again.jpg"), FileTime.from(Instant.EPOCH));
        files.remove("images/retired-gone.jpg");
        files.sql("UPDATE nfs2s3.media SET state = 'HELD', location = 'NFS' WHERE path LIKE 'images/back%'");
        Files.delete(original("images/back-lost.jpg"));
        files.upload("audio/held.mp3"); // a kind that is not migrated, and no original
        files.sql("UPDATE nfs2s3.media SET generation = 2, state = 'FAILED', location = 'NFS', failed_at = now(),"
                + " failure_code = 'SOURCE_MISSING', object_key = NULL WHERE path = 'images/failed.jpg'");
        Files.delete(original("images/failed.jpg"));
        files.upload("images/waits.jpg");
        files.put("images/foreign.jpg", "by somebody else");
        files.put(".nfs2s3-probe/left.txt", "of a check");
        site.s3()
                .copyObject(request -> request.sourceBucket(site.bucket())
                        .sourceKey("images/good.jpg")
                        .destinationBucket(site.bucket())
                        .destinationKey("images/copied-by-hand.jpg"));
    }

    private static Path original(String path) {
        return site.media().resolve(path);
    }

    private static final List<String> BY_LISTING = List.of(
            "! images/md5.jpg ask",
            "* images/longer.jpg object-differs flip-back",
            "* images/other.jpg object-differs flip-back",
            "+ images/gone.jpg object-missing flip-back",
            "+ images/retired-gone.jpg object-missing ask",
            "+ images/undated.jpg object-missing ask",
            "- images/again.jpg orphan-object leave-to-sweep",
            "- images/copied-by-hand.jpg foreign-object ask",
            "- images/foreign.jpg foreign-object ask",
            "- images/no-row-no-file.jpg orphan-object ask",
            "- images/no-row.jpg orphan-object requeue",
            "- images/only.jpg orphan-object ask",
            "- images/restored~g2.jpg orphan-object ask");

    @Test
    void a_listing_names_each_fault_of_an_object() {
        VerifyProgress progress = new VerifyProgress();

        List<String> judged = files.verify("", LISTING, progress);

        assertThat(differences(judged)).isEqualTo(BY_LISTING);
        assertThat(judged)
                .contains("= images/good.jpg", "= images/retired.jpg", "= images/back-lost.jpg")
                .contains("= images/restamped.jpg evidence-missing take-up-evidence");
        // No row names the first generations of twice, failed and waits any more.
        assertThat(List.of(progress.underWay(), progress.leftToSweep())).isEqualTo(List.of(0L, 3L));
        assertThat(progress.reads()).isEqualTo(2); // the store keeps no checksum of what was put without one
    }

    @Test
    void an_inventory_names_the_same(@TempDir Path folder) {
        String manifest = InventoryFixture.of(site.s3(), site.bucket()).writeTo(folder);
        VerifyProgress progress = new VerifyProgress();

        List<String> judged = VerifySite.verify(
                files.application.verifies().verifier(), VerifySite.inventory(manifest, LISTING), progress);

        assertThat(judged).isEqualTo(files.verify(LISTING));
        assertThat(differences(judged)).isEqualTo(BY_LISTING);
        assertThat(List.of(progress.underWay(), progress.leftToSweep(), progress.newer(), progress.lists()))
                .isEqualTo(List.of(0L, 3L, 0L, 1L)); // of the later uploads of no-row.jpg
        assertThat(progress.inventoryRows()).isEqualTo(site.keys().size() + 1); // that of the site's marker
    }

    @Test
    void a_look_at_the_originals_names_their_faults_too() {
        List<String> expected = new ArrayList<>(BY_LISTING);
        expected.addAll(List.of(
                "! images/folder.jpg source-unreadable ask",
                "* images/edited.jpg source-changed ask",
                "* images/retired-again.jpg source-changed ask",
                "- audio/held.mp3 source-missing ask",
                "- images/back-lost.jpg stale-pointer ask",
                "- images/failed.jpg source-missing ask",
                "- images/taken.jpg moved-by-hand ask"));

        assertThat(differences(files.verify(SOURCE))).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(differences(files.verify(CHECKSUM))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void an_original_that_was_written_just_now_is_under_way() {
        VerifyProgress progress = new VerifyProgress();

        assertThat(files.verify("images/new", SOURCE, progress)).isEmpty();
        assertThat(progress.underWay()).isEqualTo(1);
    }

    @Test
    void a_verify_that_is_ended_at_once_asks_nothing_of_the_store() {
        VerifyProgress progress = new VerifyProgress();
        Verifier verifier = files.application.verifies().verifier().over(listing -> listing, 1);

        assertThat(verifier.verify(
                        VerifySite.about("", SOURCE), 100, VerifySite.totals(progress), one -> {}, () -> false))
                .isFalse();
        assertThat(progress.lists()).isZero();
    }

    @Test
    void what_the_sweep_has_on_its_list_is_told_by_its_key_alone() {
        VerifyProgress progress = new VerifyProgress();

        assertThat(files.verify("images/twice", LISTING, progress)).containsExactly("= images/twice.jpg");
        assertThat(List.of(progress.leftToSweep(), progress.heads())).isEqualTo(List.of(1L, 0L));
    }

    @Test
    void reading_the_objects_finds_the_same() {
        VerifyProgress progress = new VerifyProgress();

        assertThat(differences(files.verify("", BYTES, progress))).isEqualTo(BY_LISTING);
        assertThat(progress.reads()).isGreaterThanOrEqualTo(7);
    }

    @Test
    void a_prefix_leaves_all_others_out() {
        assertThat(files.verify("images/a", LISTING, new VerifyProgress()))
                .containsExactly("- images/again.jpg orphan-object leave-to-sweep", "= images/again.jpg");
        assertThat(files.verify("images/go", LISTING, new VerifyProgress()))
                .containsExactly("+ images/gone.jpg object-missing flip-back", "= images/good.jpg");
        assertThat(files.verify("images/good.jp", LISTING, new VerifyProgress()))
                .containsExactly("= images/good.jpg");
        assertThat(files.verify("images/nothing", LISTING, new VerifyProgress()))
                .isEmpty();
    }

    @Test
    void a_sample_of_all_finds_what_readers_get_from_s3_and_is_wrong() {
        Verifier verifier = files.application.verifies().verifier();
        List<Judged> judged = new ArrayList<>();

        verifier.verify(
                VerifySite.sample(1_000, LISTING), 0, VerifySite.totals(new VerifyProgress()), judged::add, () -> true);

        assertThat(differences(judged.stream().map(VerifySite::line).sorted().toList()))
                .isEqualTo(BY_LISTING.subList(0, 6));
        assertThat(judged).hasSize((int) site.count("SELECT count(*) FROM nfs2s3.media WHERE location = 'S3'"));
    }

    @Test
    void nothing_is_changed() {
        String rows = "SELECT m::text FROM nfs2s3.media m ORDER BY id";
        List<String> before = site.query(rows);
        List<String> keys = site.keys();
        Map<String, Boolean> there = Map.of("good", true, "taken", false);

        files.verify(CHECKSUM);

        assertThat(site.query(rows)).isEqualTo(before);
        assertThat(site.keys()).isEqualTo(keys);
        there.forEach((name, is) -> assertThat(
                        original("images/" + name + ".jpg").toFile().exists())
                .isEqualTo(is));
    }
}
