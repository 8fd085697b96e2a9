package io.nfs2s3.lifecycle.adopt;

import static io.nfs2s3.lifecycle.adopt.AdoptRig.prefix;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.catalog.MediaFilter;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.rollback.Rollback;
import io.nfs2s3.lifecycle.rollback.RollbackSelection;
import io.nfs2s3.lifecycle.rollback.RollbackWork;
import io.nfs2s3.lifecycle.verify.Depth;
import io.nfs2s3.lifecycle.verify.VerifyProgress;
import io.nfs2s3.lifecycle.verify.VerifySelection;
import io.nfs2s3.lifecycle.verify.VerifyTally;
import io.nfs2s3.lifecycle.verify.VerifyTotals;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.worker.MigrationWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which objects are adopted, on what proof, and what later jobs make of them. Each test has a directory of its own. */
class AdoptIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final AdoptRig rig = new AdoptRig(site);

    @BeforeEach
    void clear() {
        site.clearRuns();
        rig.spare();
    }

    private static void work() {
        try (MigrationWorker worker = rig.application.worker()) {
            worker.runUntilEmpty();
        }
    }

    private static void sql(String statement) {
        site.jdbi().useHandle(handle -> handle.execute(statement));
    }

    @Test
    void files_that_wait_that_failed_for_it_and_that_nobody_registered_are_pointed_to_their_objects_without_a_put() {
        List.of("images/a/waits", "images/a/failed", "images/a/unknown", "images/a/was-held")
                .forEach(rig::both);
        try (var hook = site.application().hook()) {
            hook.fileUploaded("images/a/failed");
            work();
            hook.fileUploaded("images/a/waits");
            hook.fileUploaded("images/a/was-held");
        }
        sql("UPDATE nfs2s3.media SET state = 'HELD' WHERE path = 'images/a/was-held'");
        assertThat(rig.row("failure_code", "images/a/failed")).isEqualTo("ALREADY_THERE");
        long puts = rig.requests("PUT", "images/a/");

        RunCounts counts = rig.run(prefix("images/a/")).counts();

        assertThat(counts).isEqualTo(new RunCounts(4, 0, 0, 0));
        assertThat(rig.states("images/a/")).hasSize(4).allMatch(row -> row.endsWith(" MIGRATED"));
        assertThat(rig.requests("PUT", "images/a/")).isEqualTo(puts);
        assertThat(rig.requests("POST", "images/a/")).isZero();
        assertThat(rig.tally.proofs()).isEqualTo(new AdoptTally.Proofs(4, 0, 0));
        assertThat(rig.row("object_key", "images/a/unknown")).isEqualTo("images/a/unknown");
        assertThat(rig.row("kind || size_bytes || generation", "images/a/unknown"))
                .isEqualTo("image161");
        assertThat(rig.row("etag", "images/a/unknown"))
                .isEqualTo(site.head("images/a/unknown").eTag());
        assertThat(site.query("SELECT was || act || state FROM nfs2s3.ledger WHERE act = 'ADOPT'"))
                .containsOnly("QUEUEDADOPTMIGRATED")
                .hasSize(4);
        assertThat(rig.run(prefix("images/a/")).counts()).isEqualTo(new RunCounts(0, 4, 0, 0));

        work(); // the messages that are still there
        assertThat(rig.states("images/a/")).hasSize(4).allMatch(row -> row.endsWith(" MIGRATED"));
        assertThat(rig.requests("PUT", "images/a/")).isEqualTo(puts);
        assertThat(site.deadLetters()).isZero();
    }

    @Test
    void an_object_in_parts_is_proved_by_its_etag_and_neither_read_nor_put() {
        byte[] bytes = new byte[20 * 1024 * 1024];
        new Random(1).nextBytes(bytes);
        site.write("images/parts/1.bin", bytes);
        rig.putInParts("images/parts/1.bin", bytes, 8 * 1024 * 1024, 8 * 1024 * 1024);
        assertThat(site.head("images/parts/1.bin").eTag()).endsWith("-3\"");

        assertThat(rig.run(prefix("images/parts/")).counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.tally.proofs()).isEqualTo(new AdoptTally.Proofs(1, 0, 0));
        assertThat(rig.requests("GET", "images/parts/")).isZero();
    }

    @Test
    void what_differs_is_left_alone_and_named() {
        rig.both("images/differs/right");
        site.write("images/differs/other-bytes", "123");
        rig.put("images/differs/other-bytes", "124");
        site.write("images/differs/other-size", "123");
        rig.put("images/differs/other-size", "1234");

        assertThat(rig.run(prefix("images/differs/")).counts()).isEqualTo(new RunCounts(1, 0, 0, 2));

        assertThat(rig.reasons())
                .containsExactly("images/differs/other-bytes DIFFERS", "images/differs/other-size DIFFERS");
        assertThat(rig.states("images/differs/")).containsExactly("images/differs/right MIGRATED");
        assertThat(rig.requests("GET", "images/differs/other-size")).isZero();
        assertThat(rig.requests("HEAD", "images/differs/other-size")).isZero();
        assertThat(site.text("images/differs/other-bytes")).isEqualTo("124");
    }

    @Test
    void what_is_not_to_be_adopted_is_left_out_with_its_reason() {
        rig.put("images/out/no-original", "x");
        rig.put("images/out/folder/", "");
        rig.put("images/out/x.tmp", "x");
        rig.put("images/out/1~g2.jpg", "x");
        for (String name : List.of("rolled-back", "later", "failed", "other-key")) {
            rig.both("images/out/" + name);
        }
        rig.application
                .catalog()
                .register(List.of("rolled-back", "later", "failed", "other-key").stream()
                        .map(name -> MediaPath.of("images/out/" + name))
                        .toList());
        sql("UPDATE nfs2s3.media SET state = 'HELD', object_key = path WHERE path = 'images/out/rolled-back'");
        sql("UPDATE nfs2s3.media SET generation = 2 WHERE path = 'images/out/later'");
        sql("UPDATE nfs2s3.media SET state = 'FAILED', failed_at = now(), failure_code = 'SOURCE_READ'"
                + " WHERE path = 'images/out/failed'");
        sql("UPDATE nfs2s3.media SET state = 'MIGRATED', location = 'S3', object_key = 'k', checksum = 'CRC32C:x',"
                + " size_bytes = 1, migrated_at = now() WHERE path = 'images/out/other-key'");

        assertThat(rig.run(prefix("images/out/")).counts()).isEqualTo(new RunCounts(0, 0, 8, 0));

        assertThat(rig.reasons())
                .containsExactly(
                        "images/out/1~g2.jpg OTHER_KEY",
                        "images/out/failed FAILED_OTHERWISE",
                        "images/out/folder/ OTHER_KEY",
                        "images/out/later LATER_UPLOAD",
                        "images/out/no-original NO_ORIGINAL",
                        "images/out/other-key OTHER_COPY",
                        "images/out/rolled-back ROLLED_BACK",
                        "images/out/x.tmp NAME_LEFT_OUT");
        assertThat(rig.requests("HEAD", "images/out/")).isZero();
    }

    @Test
    void files_of_a_kind_that_is_not_migrated_are_left_out_and_a_kind_can_be_chosen() {
        rig.both("audio/kind/1");
        rig.both("images/kind/1");

        assertThat(rig.run(prefix("audio/kind/")).counts()).isEqualTo(new RunCounts(0, 0, 1, 0));
        assertThat(rig.reasons()).containsExactly("audio/kind/1 KIND_NOT_MIGRATED");
        rig.run(new AdoptSelection("", "other", false, true));
        assertThat(rig.states("images/kind/")).isEmpty();
    }

    @Test
    void verify_finds_nothing_wrong_and_the_sweep_leaves_the_object_alone_also_when_it_is_superseded() {
        rig.both("images/later/1.jpg");
        rig.run(prefix("images/later/"));
        var differences = new ArrayList<String>();
        rig.application
                .verifies()
                .verifier()
                .verify(
                        new VerifySelection("images/later/", new Depth(true, true, true), null, 0, false, false),
                        1,
                        new VerifyTotals(new VerifyTally(), new VerifyProgress(), null),
                        judged -> differences.add(
                                judged.path() + " " + judged.decision().verdict()),
                        () -> true);
        assertThat(differences).containsExactly("images/later/1.jpg MATCH");

        site.write("images/later/1.jpg", "newer");
        rig.application.catalog().register(List.of(MediaPath.of("images/later/1.jpg")));
        sql("UPDATE nfs2s3.superseded SET superseded_at = superseded_at - interval '90 days'");
        rig.application.cleaner().sweep();

        assertThat(site.text("images/later/1.jpg")).isEqualTo("images/later/1.jpg");
    }

    @Test
    void a_file_that_was_rolled_back_and_queued_again_is_adopted_again() {
        rig.both("images/again/1.jpg");
        rig.run(prefix("images/again/"));
        rollBack(false);
        assertThat(rig.states("images/again/")).containsExactly("images/again/1.jpg HELD");
        assertThat(rig.run(prefix("images/again/")).counts()).isEqualTo(new RunCounts(0, 0, 1, 0));
        rollBack(true);
        work(); // the object is not the worker's, and has no checksum

        assertThat(rig.run(prefix("images/again/")).counts().failed()).isZero();
        assertThat(rig.states("images/again/")).containsExactly("images/again/1.jpg MIGRATED");
        assertThat(rig.row("object_key", "images/again/1.jpg")).isEqualTo("images/again/1.jpg");
    }

    private static void rollBack(boolean undo) {
        RollbackSelection selection = new RollbackSelection(
                FileSelection.of(new MediaFilter("images/again/", null, TimeRange.ALL)), undo, null, false);
        Rollback rollback = rig.application.rollbacks().rollback();
        rollback.run(
                rollback.start(selection, 0),
                new RollbackWork(selection, each -> {}, () -> 0, new RunProgress(), refused -> {}, () -> true));
    }
}
