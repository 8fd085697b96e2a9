package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.LISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.runs.RunPart;
import io.nfs2s3.testing.InventoryFixture;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A site that went on after its inventory was written. */
class VerifyInventoryIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @TempDir
    private Path folder;

    private VerifyProgress progress = new VerifyProgress();
    private VerifySite files;

    private String below;

    /** Each test has a folder of its own, in one bucket. */
    @BeforeEach
    void migrate(TestInfo test) {
        below = "images/" + test.getTestMethod().orElseThrow().getName() + "/";
        files = new VerifySite(site);
        files.migrate(path("1"), path("2"), path("3"));
    }

    private String path(String name) {
        return below + name + ".jpg";
    }

    /** What is said of each file, by its name alone. */
    private List<String> verify(InventoryFixture inventory) {
        return verify(inventory, false);
    }

    private List<String> verify(InventoryFixture inventory, boolean unregistered) {
        VerifySelection about = about(inventory, unregistered);
        assertThat(VerifySelection.parse(about.text())).isEqualTo(about);
        progress = new VerifyProgress();
        return VerifySite.verify(files.application.verifies().verifier().over(listing -> listing, 1), about, progress)
                .stream()
                .map(line -> line.replace(below, ""))
                .toList();
    }

    private VerifySelection about(InventoryFixture inventory, boolean unregistered) {
        return new VerifySelection(below, LISTING, null, 0, false, false, inventory.writeTo(folder), unregistered);
    }

    private InventoryFixture inventory() {
        return InventoryFixture.of(site.s3(), site.bucket());
    }

    @Test
    void what_is_newer_than_the_inventory_is_looked_at_and_counted_and_no_difference() {
        files.put(path("foreign"), "of a test that was cleaned up later");
        InventoryFixture before = inventory();
        files.migrate(path("4"), path("1")); // the second one anew, under another key
        files.remove(path("foreign"));
        files.remove(path("3"));
        files.put(path("2"), "IMAGES/2.jpg");

        assertThat(verify(before)).containsExactly("= 1.jpg", "= 2.jpg", "= 3.jpg", "= 4.jpg");
        assertThat(progress.newer()).as("1.jpg, 4.jpg and foreign.jpg").isEqualTo(3);
        assertThat(progress.leftToSweep()).isEqualTo(1);
        assertThat(progress.inventoryOf()).isEqualTo(Instant.parse("2026-11-25T01:00:00Z"));
        // An inventory tells of what it saw: the next one has the removed and the replaced one.
        assertThat(verify(inventory()))
                .contains("+ 3.jpg object-missing flip-back", "* 2.jpg object-differs flip-back");
    }

    @Test
    void what_the_inventory_has_wrong_is_not_told_on_its_word() {
        InventoryFixture wrong = new InventoryFixture(site.bucket(), InventoryFixture.SCHEMA)
                .data(
                        "1.csv.gz",
                        List.of(
                                InventoryFixture.row(site.bucket(), path("1"), 99, "", "other", "STANDARD"),
                                InventoryFixture.row(site.bucket(), path("5"), 99, "", "other", "STANDARD")));

        assertThat(verify(wrong)).containsExactly("= 1.jpg", "= 2.jpg", "= 3.jpg");
        assertThat(progress.newer()).isEqualTo(4);
        assertThat(progress.heads()).isEqualTo(4);
    }

    @Test
    void a_repair_does_nothing_on_the_word_of_an_inventory_that_is_wrong_or_old() {
        InventoryFixture wrong = new InventoryFixture(site.bucket(), InventoryFixture.SCHEMA)
                .data("1.csv.gz", List.of(InventoryFixture.row(site.bucket(), path("1"), 99, "", "other", "STANDARD")));
        files.remove(path("3"));
        Mending mending = new Mending(files.application.verifies().repair());

        files.application
                .verifies()
                .verifier()
                .verify(
                        about(wrong, false),
                        3,
                        new VerifyTotals(new VerifyTally(), progress, mending),
                        judged -> {},
                        () -> true);

        assertThat(mending.done()).hasToString("{FLIP_BACK=1}");
        assertThat(site.query(
                        "SELECT path || ' ' || location FROM nfs2s3.media WHERE starts_with(path, ?) ORDER BY path",
                        below))
                .containsExactly(path("1") + " S3", path("2") + " S3", path("3") + " NFS");
    }

    @Test
    void versions_and_delete_markers_are_judged_as_by_a_listing() {
        String etag = site.query("SELECT replace(etag, '\"', '') FROM nfs2s3.media WHERE path = '" + path("1") + "'")
                .get(0);
        InventoryFixture versions = new InventoryFixture(site.bucket(), InventoryFixture.VERSIONS)
                .data(
                        "1.csv.gz",
                        List.of(
                                version(path("1"), true, false, path("1").length(), etag),
                                version(path("1"), false, false, 9, "older"),
                                version(path("3"), true, true, "", ""),
                                version(path("3"), false, false, 12, "older")));
        files.remove(path("3"));

        assertThat(verify(versions)).containsExactly("+ 3.jpg object-missing flip-back", "= 1.jpg", "= 2.jpg");
        assertThat(progress.heads()).as("of 2.jpg and 3.jpg").isEqualTo(2);
    }

    private static String version(String key, boolean latest, boolean marker, Object size, String etag) {
        return InventoryFixture.row(site.bucket(), key, "v", latest, marker, size, "", etag, "STANDARD", "CRC32C");
    }

    @Test
    void an_inventory_of_another_prefix_is_refused() {
        files.sql(
                "INSERT INTO nfs2s3.media (path, kind, generation, location, state, size_bytes, checksum, object_key, etag,"
                        + " registered_at, migrated_at) SELECT '" + below
                        + "' || i, kind, 1, 'S3', 'MIGRATED', 1, checksum,"
                        + " '" + below + "' || i, 'e', now(), now() FROM nfs2s3.media, generate_series(1, 1100) i"
                        + " WHERE path = '" + path("1") + "'");
        InventoryFixture narrow = InventoryFixture.of(site.s3(), site.bucket(), below + "1");

        assertThatThrownBy(() -> verify(narrow))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "only has keys that begin with '" + path("1") + "', and 1102 of 1103 rows name others");
        assertThatThrownBy(() -> verify(InventoryFixture.of(site.s3(), site.bucket(), "audio/")))
                .hasMessageContaining("has no object, and 1103 of 1103 rows name others");
        assertThat(progress.files()).isZero();
    }

    @Test
    void an_object_without_a_row_is_told_once_whether_the_inventory_has_it_or_not() throws IOException {
        old(path("4"));
        files.put(path("4"), "before the inventory");
        InventoryFixture before = inventory();
        old(path("5"));
        files.put(path("5"), "since");

        assertThat(verify(before, true))
                .containsExactly(
                        "- 4.jpg foreign-object ask", "- 5.jpg foreign-object ask", "= 1.jpg", "= 2.jpg", "= 3.jpg");
    }

    private static void old(String path) throws IOException {
        Files.setLastModifiedTime(site.write(path, path), FileTime.from(Instant.EPOCH));
    }

    @Test
    void a_file_whose_etag_the_inventory_does_not_have_counts_as_changed_since() {
        InventoryFixture before = inventory();
        files.put(path("1"), path("1"));
        files.sql("UPDATE nfs2s3.media SET etag = 'other' WHERE path IN ('" + path("1") + "', '" + path("2") + "')");
        InventoryFixture without = new InventoryFixture(site.bucket(), InventoryFixture.SCHEMA)
                .data(
                        "1.csv.gz",
                        List.of(InventoryFixture.row(site.bucket(), path("3") + "x", 1, "", "e", "STANDARD")));

        assertThat(verify(before))
                .containsExactly(
                        "= 1.jpg evidence-missing take-up-evidence",
                        "= 2.jpg evidence-missing take-up-evidence",
                        "= 3.jpg");
        assertThat(progress.newer()).as("all were what was listed").isZero();
        verify(without);
        assertThat(progress.newer())
                .as("three files, and an object that is gone")
                .isEqualTo(4);
    }

    @Test
    void a_run_goes_on_by_its_own_inventory_only() {
        Verifier verifier = files.application.verifies().verifier();
        VerifySelection begun = verifier.requireDependencies(about(inventory(), false), progress);
        assertThat(VerifySelection.parse(begun.text())).isEqualTo(begun);
        assertThat(VerifySite.verify(verifier, begun, new VerifyProgress())).hasSize(3);
        List<RunPart> parts = verifier.cut(begun, 1);

        files.put(path("4"), "for the next inventory");
        about(inventory(), false); // under the same name

        assertThatThrownBy(() -> verifier.requireDependencies(begun, parts, progress))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not the one that the run began with");
        assertThatThrownBy(() -> VerifySite.verify(verifier, begun, new VerifyProgress()))
                .hasMessageContaining("not the one that the run began with");
        verifier.requireDependencies(begun, List.of(), progress); // nothing needs it any more
    }

    @Test
    void a_pause_is_asked_for_while_the_inventory_is_read() {
        List<String> rows = IntStream.range(0, 2_500)
                .mapToObj(i -> InventoryFixture.row(site.bucket(), below + "x/" + i, 1, "", "e", "STANDARD"))
                .toList();
        InventoryFixture many = new InventoryFixture(site.bucket(), InventoryFixture.SCHEMA).data("1.csv.gz", rows);
        Verifier verifier = files.application.verifies().verifier();
        Stops gate = new Stops();

        boolean all = verifier.verify(
                about(many, false),
                verifier.cut(about(many, false), 1),
                VerifySite.totals(progress),
                one -> {},
                gate,
                part -> {});

        assertThat(all).isFalse();
        assertThat(progress.inventoryRows()).isEqualTo(1_000);
    }

    /** Told to end at the first rest. */
    private static final class Stops implements Gate {
        @Override
        public void check() {}

        @Override
        public void rest() {
            throw new CancellationException();
        }
    }
}
