package io.nfs2s3.lifecycle.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Each thing that can have happened between a backup and its restore.
 *
 * <p>Past 300 lines, for it goes through a table: each such thing is a test.
 */
class RecoverIT {
    private static final String A = "images/a.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final RecoverRig rig = new RecoverRig(site, site.application());

    @BeforeEach
    void clean() {
        rig.clean();
    }

    @Test
    void what_was_queued_at_the_backup_and_copied_since_is_taken_up_with_its_evidence() {
        rig.upload(A, "bytes");
        rig.backUp();
        rig.work();
        List<String> evidence = site.query("SELECT checksum || etag || size_bytes || source_mtime FROM nfs2s3.media");
        rig.restore();

        Run run = rig.run();

        assertThat(run.counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.rows()).containsExactly("images/a.jpg 1 MIGRATED images/a.jpg");
        assertThat(site.query("SELECT checksum || etag || size_bytes || source_mtime FROM nfs2s3.media"))
                .isEqualTo(evidence);
        assertThat(site.query("SELECT path || ' ' || state FROM nfs2s3.ledger WHERE act = 'RECOVER'"
                        + " ORDER BY at DESC LIMIT 1"))
                .containsExactly("images/a.jpg MIGRATED");
    }

    @Test
    void a_later_upload_is_taken_up_and_the_earlier_ones_are_left_to_the_sweep() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.migrate(A, "3");
        rig.restore();

        rig.run();

        assertThat(rig.rows()).containsExactly("images/a.jpg 3 MIGRATED images/a~g3.jpg");
        assertThat(rig.superseded()).containsExactly("images/a.jpg 1 true", "images/a.jpg 2 true");
        site.jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE nfs2s3.superseded SET superseded_at = now() - interval '30 days'"));
        rig.application.cleaner().sweep();
        assertThat(site.keys()).containsExactly("images/a~g3.jpg");
    }

    @Test
    void a_file_that_was_uploaded_again_since_gets_a_generation_above_all_in_the_bucket() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.migrate(A, "3");
        rig.write(A, "4");
        rig.modified(A, 60);
        rig.restore();

        rig.run();

        assertThat(rig.rows()).containsExactly("images/a.jpg 4 QUEUED -");
        rig.sweepAndWork();
        assertThat(rig.rows()).containsExactly("images/a.jpg 4 MIGRATED images/a~g4.jpg");
        assertThat(site.text("images/a~g4.jpg")).isEqualTo("4");
    }

    @Test
    void an_original_that_is_older_than_the_newest_object_decides_nothing() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.write(A, "1");
        rig.modified(A, -3600);
        rig.restore();

        Run run = rig.run();

        assertThat(run.counts().failed()).isEqualTo(1);
        assertThat(rig.told).containsExactly("UNDECIDED images/a.jpg");
        assertThat(rig.rows()).containsExactly("images/a.jpg 1 MIGRATED images/a.jpg");
        assertThat(rig.application.recoveries().runs().samples(run.id()).get(0).reason())
                .contains("generation 2", "not modified later");
    }

    @Test
    void a_newest_object_without_an_original_is_retired_for_it_is_the_only_copy() {
        rig.backUp();
        rig.migrate(A, "1");
        rig.migrate(A, "2");
        rig.deleteOriginal(A);
        rig.restore();

        rig.run();

        assertThat(rig.rows()).containsExactly("images/a.jpg 2 RETIRED images/a~g2.jpg");
    }

    @Test
    void an_object_that_is_gone_sends_readers_back_to_a_proved_original_and_else_is_named() {
        rig.migrate(A, "a");
        rig.migrate("images/b.jpg", "b");
        rig.migrate("images/c.jpg", "c");
        rig.backUp();
        rig.deleteObject(A);
        rig.deleteObject("images/b.jpg");
        rig.deleteOriginal("images/b.jpg");
        rig.putForeign("images/c.jpg", "C");
        rig.restore();

        rig.run();

        assertThat(rig.told)
                .containsExactlyInAnyOrder("QUEUE images/a.jpg", "UNDECIDED images/b.jpg", "QUEUE images/c.jpg");
        rig.sweepAndWork();
        assertThat(rig.rows())
                .containsExactly(
                        "images/a.jpg 2 MIGRATED images/a~g2.jpg",
                        "images/b.jpg 1 MIGRATED images/b.jpg",
                        "images/c.jpg 2 MIGRATED images/c~g2.jpg");
    }

    @Test
    void objects_of_others_and_paths_whose_names_look_like_generations_are_not_mistaken() {
        rig.putForeign("images/strange.jpg", "x");
        rig.putForeign("images/other~g7.jpg", "x");
        rig.backUp();
        rig.migrate("images/a~g2.jpg", "own name");
        rig.migrate(A, "1");
        rig.migrate(A, "2");
        rig.migrate("images/a~go.jpg", "between");
        rig.restore();

        Run run = rig.run();

        assertThat(run.counts()).isEqualTo(new RunCounts(3, 0, 2, 0));
        assertThat(rig.rows())
                .containsExactly(
                        "images/a.jpg 2 MIGRATED images/a~g2.jpg",
                        "images/a~g2.jpg 1 MIGRATED images/a~g2~g1.jpg",
                        "images/a~go.jpg 1 MIGRATED images/a~go.jpg");
        assertThat(site.keys()).contains("images/strange.jpg", "images/other~g7.jpg");
    }

    @Test
    void a_key_that_another_took_is_never_used_again() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.putForeign("images/a~g5.jpg", "not ours");
        rig.write(A, "new");
        rig.modified(A, 60);
        rig.restore();

        rig.run();

        assertThat(rig.rows()).containsExactly("images/a.jpg 6 QUEUED -");
    }

    @Test
    void all_that_was_uploaded_after_a_backup_is_found_again_without_an_upload() {
        uploads(0, 25, "first ");
        rig.work();
        uploads(25, 50, "first ");
        rig.backUp();
        rig.work();
        uploads(10, 40, "second ");
        uploads(50, 60, "new ");
        rig.work();
        List<String> keys = site.keys();
        List<String> right = rig.rows();
        rig.restore();

        Run run = rig.run();

        assertThat(run.counts()).isEqualTo(new RunCounts(50, 10, 0, 0)); // 10 were not touched since
        assertThat(rig.rows()).isEqualTo(right);
        rig.application.drainer().drain();
        rig.sweepAndWork();
        assertThat(site.keys()).isEqualTo(keys);
        assertThat(rig.rows()).isEqualTo(right);
        assertThat(rig.superseded()).hasSize(30);
    }

    private static void uploads(int from, int to, String text) {
        IntStream.range(from, to).forEach(number -> rig.upload("images/" + number + ".jpg", text + number));
    }

    @Test
    void a_run_that_was_stopped_goes_on_where_it_was_and_counts_each_file_once() {
        rig.backUp();
        uploads(0, 90, "x ");
        rig.work();
        rig.deleteOriginal("images/0.jpg");
        rig.write("images/1.jpg", "old");
        rig.modified("images/1.jpg", -3600);
        rig.restore();
        RunLease lease = rig.start("");
        AtomicInteger asked = new AtomicInteger();

        RunResult stopped =
                rig.recover().run(lease, rig.work(10, () -> asked.get() < 30, judged -> asked.incrementAndGet()));
        assertThat(stopped).isInstanceOf(RunResult.Stopped.class);
        Run before = rig.application.recoveries().runs().find(lease.run()).orElseThrow();
        assertThat(before.counts().seen()).isBetween(30L, 89L);

        Run done = rig.finish(rig.start(""));

        assertThat(done.id()).isEqualTo(lease.run());
        assertThat(done.counts()).isEqualTo(new RunCounts(89, 0, 0, 1));
        assertThat(rig.application.recoveries().runs().samples(done.id())).hasSize(1);
    }

    @Test
    void a_dry_run_tells_the_same_and_changes_nothing() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.migrate("images/b.jpg", "b");
        rig.restore();
        List<String> before = rig.rows();

        assertThat(rig.preview()).isEqualTo(new RunCounts(2, 0, 0, 0));

        assertThat(rig.told).containsExactly("TAKE_UP images/a.jpg", "TAKE_UP images/b.jpg");
        assertThat(rig.rows()).isEqualTo(before);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
        assertThat(rig.superseded()).isEmpty();
    }

    @Test
    void messages_from_before_and_after_the_backup_do_no_harm() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.upload("images/lost.jpg", "its message is in SQS, its row is lost");
        rig.restore();
        rig.run();
        site.send(message(A, 1));
        site.send(message(A, 2));
        site.send(message(A, 4)); // of an upload that only SQS knows of
        rig.write(A, "4");

        rig.work();

        assertThat(rig.rows())
                .containsExactly(
                        "images/a.jpg 3 MIGRATED images/a~g3.jpg", "images/lost.jpg 1 MIGRATED images/lost.jpg");
        assertThat(site.text("images/a~g3.jpg")).isEqualTo("4");
    }

    private static String message(String path, int generation) {
        return "{\"version\":1,\"source\":\"upload\",\"files\":[{\"path\":\"" + path + "\",\"generation\":" + generation
                + "}]}";
    }

    @Test
    void an_upload_that_came_after_the_restore_wins_although_its_generation_was_given_before() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.restore();
        rig.upload(A, "new"); // generation 2 again: its object is there, with other bytes

        rig.run();

        assertThat(rig.rows()).containsExactly("images/a.jpg 3 QUEUED -");
        rig.application.drainer().drain();
        rig.sweepAndWork();
        assertThat(rig.rows()).containsExactly("images/a.jpg 3 MIGRATED images/a~g3.jpg");
        assertThat(site.text("images/a~g3.jpg")).isEqualTo("new");
    }

    @Test
    void nothing_is_changed_and_nobody_works_while_the_bucket_is_another_sites_or_the_site_rests() {
        rig.migrate(A, "1");
        String owner = site.id();
        rig.lose();

        assertThatThrownBy(() -> rig.application.recoveries().site().rest(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recover --site " + owner);
        assertThatThrownBy(() -> rig.application.recoveries().site().rest("someone"))
                .isInstanceOf(IllegalArgumentException.class);

        rig.application.recoveries().site().rest(owner);
        assertThat(site.id()).isEqualTo(owner);
        try (MigrationWorker worker = rig.application.worker()) {
            assertThat(worker.runUntilIdle().ending()).isEqualTo(Ending.SUSPENDED);
        }
        rig.run(owner);
        assertThat(rig.rows()).containsExactly("images/a.jpg 1 MIGRATED images/a.jpg");
    }

    @Test
    void a_database_that_has_files_of_its_own_does_not_become_that_of_another_site() {
        rig.migrate(A, "1");
        String owner = site.id();
        rig.sql("UPDATE nfs2s3.site SET id = 'another'");

        assertThatThrownBy(() -> rig.application.recoveries().site().rest(owner))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has files on S3 as site another");
    }
}
