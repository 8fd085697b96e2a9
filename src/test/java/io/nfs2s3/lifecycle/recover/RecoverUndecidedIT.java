package io.nfs2s3.lifecycle.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.testing.TestSite;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Files of which nothing proves the right copy: none of the copies is lost, and the rest is dealt with.
 *
 * <p>Past 300 lines, for it goes through a table: each doubt is a test.
 */
class RecoverUndecidedIT {
    private static final String A = "images/a.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final S3FaultProxy proxy = site.closing(
            S3FaultProxy.to(site.addresses().s3Endpoint(), key -> site.keys().contains(key)));
    private static final Application application =
            site.application("s3.endpoint = \"" + proxy.endpoint() + "\"", "source.vanishedAfter = 1 h");
    private static final RecoverRig rig = new RecoverRig(site, application);

    @BeforeEach
    void clean() {
        proxy.accept();
        rig.clean();
    }

    private static String reason(Run run) {
        return application.recoveries().runs().samples(run.id()).stream()
                .map(RunSample::reason)
                .findFirst()
                .orElseThrow();
    }

    private static void queuedLongAgo() {
        rig.sql("UPDATE nfs2s3.media SET queued_at = now() - interval '3 hours'");
    }

    @Test
    void what_was_queued_at_the_backup_is_not_copied_over_the_newest_upload() {
        rig.upload(A, "1");
        queuedLongAgo();
        rig.backUp();
        rig.work();
        rig.migrate(A, "2");
        rig.write(A, "1");
        rig.modified(A, -3600);
        rig.restore();

        Run run = rig.run();

        assertThat(rig.told).containsExactly("UNDECIDED images/a.jpg");
        assertThat(run.counts().failed()).isEqualTo(1);
        assertThat(rig.rows()).containsExactly("images/a.jpg 1 FAILED -");
        assertThat(site.query("SELECT failure_code || ' ' || failure_message FROM nfs2s3.media")
                        .get(0))
                .startsWith("ALREADY_THERE recover, undecided: ");
        rig.sweepAndWork();
        assertThat(rig.rows()).containsExactly("images/a.jpg 1 FAILED -");
        assertThat(site.keys()).containsExactly("images/a.jpg", "images/a~g2.jpg");
        rig.run();
        assertThat(rig.told).containsExactly("UNDECIDED images/a.jpg");
        rig.modified(A, 60); // an operator decides for the original
        rig.run();
        assertThat(rig.rows()).containsExactly("images/a.jpg 3 QUEUED -");
    }

    /** Whoever registers the path again meets the key of the undecided object, and gives the path its next generation. */
    @Test
    void the_undecided_object_stays_although_its_path_is_registered_again() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.write(A, "1");
        rig.modified(A, -3600);
        rig.restore();
        rig.run();
        assertThat(rig.told).containsExactly("UNDECIDED images/a.jpg");
        rig.upload(A, "1");
        rig.modified(A, -3600);

        rig.work();

        assertThat(rig.rows()).containsExactly("images/a.jpg 3 MIGRATED images/a~g3.jpg");
        operatorTookSomeMinutes();
        application.cleaner().sweep();
        assertThat(site.keys()).containsExactly("images/a~g2.jpg", "images/a~g3.jpg");
        assertThat(site.text("images/a~g2.jpg")).isEqualTo("2");
    }

    /** It was QUEUED at the backup, and what was copied of it since has the key of its generation. */
    @Test
    void the_undecided_object_stays_although_its_file_is_tried_again() {
        rig.upload(A, "1");
        queuedLongAgo();
        rig.sql("UPDATE nfs2s3.media SET registered_at = now() - interval '3 hours'");
        rig.backUp();
        rig.write(A, "2");
        rig.work();
        rig.write(A, "1");
        rig.modified(A, -3600);
        rig.restore();
        rig.run();
        assertThat(rig.told).containsExactly("UNDECIDED images/a.jpg");
        application.retries().failedRetry().retry(FailedFilter.ALL, 10, sent -> true);

        rig.work();

        assertThat(rig.rows()).containsExactly("images/a.jpg 2 MIGRATED images/a~g2.jpg");
        operatorTookSomeMinutes();
        application.cleaner().sweep();
        assertThat(site.keys()).containsExactly("images/a.jpg", "images/a~g2.jpg");
        assertThat(site.text("images/a.jpg")).isEqualTo("2");
    }

    private static void operatorTookSomeMinutes() {
        rig.sql("UPDATE nfs2s3.superseded SET given_at = given_at + interval '10 minutes',"
                + " superseded_at = superseded_at - interval '9 days', not_before = NULL");
    }

    /** With the time of a file that is older than what was copied. */
    private static void uploadedSinceTheRest() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.restore();
        application.recoveries().site().rest("");
        rig.upload(A, "new");
        rig.modified(A, -3600);
    }

    @Test
    void an_upload_since_the_restore_wins_also_with_an_old_time() {
        uploadedSinceTheRest();

        rig.run();

        assertThat(rig.rows()).containsExactly("images/a.jpg 3 QUEUED -");
    }

    @Test
    void an_upload_right_after_the_rest_wins_also_where_the_run_begins_later() {
        uploadedSinceTheRest();
        RunLease lease = rig.start("");
        rig.sql("SELECT pg_sleep(1)"); // longer than between the rest and the upload

        rig.finish(lease);

        assertThat(rig.rows()).containsExactly("images/a.jpg 3 QUEUED -");
    }

    @Test
    void an_upload_of_a_moment_ago_is_not_taken_up_although_this_host_still_sees_the_file_before_it() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.restore();
        rig.upload(A, "2"); // as this host sees it

        rig.run();

        assertThat(rig.rows()).containsExactly("images/a.jpg 3 QUEUED -");
    }

    @Test
    void a_path_of_many_uploads_takes_a_look_at_each_of_its_objects_at_most_and_at_its_newest_first() {
        rig.backUp();
        IntStream.rangeClosed(1, 5).forEach(number -> rig.migrate(A, "upload " + number));
        rig.restore();
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        proxy.befall(request -> {
            if (request.method().equals("HEAD") && request.key().startsWith("images/")) {
                asked.add(request.key());
            }
            return new S3Mishap.Spared();
        });

        Run run = rig.run();

        assertThat(run.counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(rig.rows()).containsExactly("images/a.jpg 5 MIGRATED images/a~g5.jpg");
        assertThat(rig.superseded()).hasSize(4);
        assertThat(asked).hasSizeLessThanOrEqualTo(2 * 5).first().isEqualTo("images/a~g5.jpg");
    }

    @Test
    void an_object_that_the_store_always_refuses_is_named_and_the_rest_is_dealt_with() {
        rig.backUp();
        IntStream.range(0, 8).forEach(number -> rig.upload("images/" + number + ".jpg", "x" + number));
        rig.work();
        rig.restore();
        proxy.befall(request -> request.method().equals("HEAD") && request.key().equals("images/5.jpg")
                ? new S3Mishap.Refused(403, "AccessDenied")
                : new S3Mishap.Spared());

        Run run = rig.run();

        assertThat(run.counts()).isEqualTo(new RunCounts(7, 0, 0, 1));
        assertThat(rig.told).contains("UNDECIDED images/5.jpg");
    }

    @Test
    void objects_that_the_store_refuses_are_named_however_many_they_are() {
        rig.backUp();
        IntStream.range(0, 8).forEach(number -> rig.upload("images/" + number + ".jpg", "x" + number));
        rig.work();
        rig.restore();
        proxy.befall(request -> request.method().equals("HEAD") && request.key().matches("images/[0-5].jpg")
                ? new S3Mishap.Refused(403, "AccessDenied")
                : new S3Mishap.Spared());

        Run run = rig.run();

        assertThat(run.counts()).isEqualTo(new RunCounts(2, 0, 0, 6));
        assertThat(rig.told).contains("UNDECIDED images/0.jpg", "UNDECIDED images/5.jpg");
    }

    @Test
    void objects_that_fail_by_themselves_are_named_and_not_waited_for() {
        rig.backUp();
        IntStream.range(0, 8).forEach(number -> rig.upload("images/" + number + ".jpg", "x" + number));
        rig.work();
        rig.restore();
        proxy.befall(request -> request.method().equals("HEAD") && request.key().matches("images/[0-5].jpg")
                ? new S3Mishap.CutOff()
                : new S3Mishap.Spared());

        Run run = rig.run();

        assertThat(run.counts()).isEqualTo(new RunCounts(2, 0, 0, 6));
    }

    @Test
    void a_path_for_which_the_sites_own_statement_fails_is_named_and_the_rest_is_dealt_with() {
        rig.sql(
                "DROP TABLE IF EXISTS picture",
                "CREATE TABLE picture (file text, storage text, CHECK (file <> 'images/1.jpg'))");
        RecoverRig own = new RecoverRig(
                site,
                site.application(
                        "s3.endpoint = \"" + proxy.endpoint() + "\"",
                        "catalog.siteUpdate = \"INSERT INTO picture VALUES (:path, :location)\""));
        rig.backUp();
        IntStream.range(0, 3).forEach(number -> rig.upload("images/" + number + ".jpg", "x" + number));
        rig.work();
        rig.restore();

        Run run = own.run();

        assertThat(run.counts()).isEqualTo(new RunCounts(2, 0, 0, 1));
        assertThat(own.told).contains("UNDECIDED images/1.jpg");
        assertThat(reason(run)).contains("catalog.siteUpdate failed", "picture_file_check", "recover' again");
        assertThat(own.rows())
                .containsExactly("images/0.jpg 1 MIGRATED images/0.jpg", "images/2.jpg 1 MIGRATED images/2.jpg");
        assertThat(site.query("SELECT file || storage FROM picture ORDER BY file"))
                .containsExactly("images/0.jpgS3", "images/2.jpgS3");

        rig.sql("DROP TABLE picture");
        assertThatThrownBy(() -> own.run()).isInstanceOf(SiteUpdateException.class);
        assertThat(own.rows()).hasSize(2);
    }

    @Test
    void a_file_that_waits_is_copied_by_no_worker_where_the_sites_own_statement_fails_for_it() {
        rig.sql(
                "DROP TABLE IF EXISTS picture",
                "CREATE TABLE picture (file text, storage text, CHECK (file <> 'images/a.jpg'))");
        RecoverRig own = new RecoverRig(
                site,
                site.application(
                        "s3.endpoint = \"" + proxy.endpoint() + "\"",
                        "catalog.siteUpdate = \"INSERT INTO picture VALUES (:path, :location)\""));
        rig.upload(A, "1");
        rig.backUp();
        rig.work();
        rig.restore();

        own.run();

        assertThat(own.told).contains("UNDECIDED " + A);
        assertThat(own.rows()).as("what a worker leaves alone").containsExactly(A + " 1 FAILED -");
    }

    @Test
    void a_pointer_to_an_object_that_is_gone_is_said_where_the_newest_one_is_undecided() {
        rig.migrate(A, "1");
        rig.backUp();
        rig.migrate(A, "2");
        rig.write(A, "1");
        rig.modified(A, -3600);
        rig.deleteObject(A);
        rig.restore();

        Run run = rig.run();

        assertThat(reason(run)).contains("generation 2", "READERS GET NOTHING: images/a.jpg");
    }
}
