package io.nfs2s3.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.catalog.SupersededObjects.Entry;
import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A claim and a pointer that is set to the same object: one of the two gives way, however they meet. */
class ClaimIT {
    private static final MediaPath PATH = MediaPath.of("images/ab/1.jpg");

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final MediaCatalog catalog = site.application().catalog();
    private static final SupersededObjects superseded = new SupersededObjects(site.jdbi());

    private static void byHand(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    /** QUEUED, and yet on the list: it failed, and was set back by hand. */
    private static FileVersion listed(MediaPath path) {
        FileVersion upload =
                catalog.register(List.of(path)).values().iterator().next().upload();
        catalog.fail(upload, new Failure(FailureCode.INTERNAL, "on purpose"));
        byHand("UPDATE nfs2s3.superseded SET superseded_at = now() - interval '2 days'");
        return upload;
    }

    private static void setBack() {
        byHand("UPDATE nfs2s3.media SET state = 'QUEUED' WHERE state = 'FAILED'");
    }

    private static List<Entry> due() {
        return superseded.due(Duration.ofHours(1), Duration.ofHours(1), 100).stream()
                .map(entry -> entry.with(
                        ObjectKey.of("", entry.upload().path(), entry.upload().generation())))
                .toList();
    }

    @Test
    void a_claim_comes_first_and_the_flip_leaves_the_row_out() {
        FileVersion upload = listed(PATH);
        assertThat(superseded.claim(due())).hasSize(1);
        setBack();

        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(upload)))).isEmpty();
    }

    @Test
    void a_flip_comes_first_and_the_claim_finds_the_object_named() {
        FileVersion upload = listed(PATH);
        List<Entry> due = due();
        setBack();
        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(upload)))).containsExactly(upload);

        assertThat(superseded.claim(due)).isEmpty();
        assertThat(due()).isEmpty();
    }

    @Test
    void a_flip_that_is_not_committed_yet_is_not_overlooked() throws SQLException {
        FileVersion upload = listed(PATH);
        List<Entry> due = due();
        setBack();
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(pointer(upload));

            assertThat(superseded.claim(due)).isEmpty();
            connection.commit();
        }
        assertThat(superseded.claim(due)).isEmpty();
    }

    @Test
    void a_pointer_that_is_set_during_a_claim_waits_for_it_and_is_refused() throws Exception {
        FileVersion upload = listed(PATH);
        setBack();
        try (Connection claim = connection();
                Statement statement = claim.createStatement()) {
            claim.setAutoCommit(false);
            statement.execute("SELECT FROM nfs2s3.superseded FOR UPDATE");
            CompletableFuture<Set<FileVersion>> flip =
                    CompletableFuture.supplyAsync(() -> Copies.flip(catalog, "w1", List.of(Copies.of(upload))));
            site.await(() -> site.count("SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                    > 0);
            statement.execute("UPDATE nfs2s3.superseded SET claimed_at = now()");
            claim.commit();

            assertThat(flip.get(30, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void a_pointer_set_by_hand_to_a_claimed_object_is_refused_with_a_reason() {
        FileVersion upload = listed(PATH);
        superseded.claim(due());

        assertThatThrownBy(() -> byHand(pointer(upload))).hasMessageContaining("is being removed");
        byHand("DELETE FROM nfs2s3.media");
        assertThatThrownBy(() -> byHand("""
                        INSERT INTO nfs2s3.media (path, kind, generation, location, state, object_key, checksum,
                            size_bytes, migrated_at)
                        VALUES ('images/ab/1.jpg', 'image', 7, 'S3', 'MIGRATED', 'images/ab/1.jpg', 'CRC32C:x', 1, now())
                        """)).hasMessageContaining("is being removed");
    }

    @Test
    void two_sweeps_claim_no_entry_twice() {
        Copies.paths("many", 50).forEach(ClaimIT::listed);
        List<Entry> due = due();

        List<List<Entry>> claims = Together.run(4, thread -> () -> superseded.claim(due));

        assertThat(claims.stream().flatMap(List::stream).map(Entry::id))
                .hasSize(50)
                .doesNotHaveDuplicates();
    }

    @Test
    void what_was_removed_is_refused_for_as_long_as_a_copy_may_take() {
        FileVersion upload = listed(PATH);
        superseded.removed(superseded.claim(due()));
        setBack();
        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(upload)))).isEmpty();

        byHand("UPDATE nfs2s3.superseded SET removed_at = now() - interval '49 hours'");
        superseded.forgetRemoved();

        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(upload)))).containsExactly(upload);
    }

    private static void leaseIsOver() {
        byHand("UPDATE nfs2s3.superseded SET not_before = now() - interval '1 s'");
    }

    @Test
    void a_holder_that_was_silent_for_long_may_still_remove_the_object_so_the_claim_goes_on() {
        FileVersion upload = listed(PATH);
        superseded.claim(due());
        setBack();
        leaseIsOver();

        assertThat(superseded.claim(due()))
                .singleElement()
                .satisfies(entry -> assertThat(entry.again()).isTrue());
        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(upload)))).isEmpty();
    }

    @Test
    void a_holder_that_comes_back_does_not_end_the_claim_of_another() {
        FileVersion upload = listed(PATH);
        List<Entry> first = superseded.claim(due());
        leaseIsOver();
        List<Entry> second = superseded.claim(due());
        superseded.kept(first.get(0), "it could not be asked", true);
        setBack();
        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(upload)))).isEmpty();
        superseded.removed(second);
        superseded.missing(first);

        assertThat(Copies.flip(catalog, "w1", List.of(Copies.of(upload)))).isEmpty();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded WHERE removed_at IS NOT NULL"))
                .isEqualTo(1);
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(
                site.databaseUrl(),
                site.addresses().databaseUser(),
                site.addresses().databasePassword());
    }

    private static String pointer(FileVersion upload) {
        return "UPDATE nfs2s3.media SET location = 'S3', state = 'MIGRATED', object_key = '" + upload.path()
                + "', checksum = 'CRC32C:x', size_bytes = 1, migrated_at = now()";
    }
}
