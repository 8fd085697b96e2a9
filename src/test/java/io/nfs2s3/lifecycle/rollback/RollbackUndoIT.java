package io.nfs2s3.lifecycle.rollback;

import static io.nfs2s3.lifecycle.rollback.RollbackRig.filter;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.listed;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.names;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.prefix;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.undo;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.WorkerResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of files that were rolled back: undone by a worker, uploaded again, found by a backfill. */
class RollbackUndoIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final Application application =
            site.application(TestSite.SUPERSEDED_GO_AT_ONCE, "source.vanishedAfter = 0 s");
    private static final RollbackRig rig = new RollbackRig(site, application);
    private static final UploadHook hook = site.closing(application.hook());

    @BeforeEach
    void clear() {
        site.clearRuns();
        site.keys()
                .forEach(key -> site.s3()
                        .deleteObject(request -> request.bucket(site.bucket()).key(key)));
    }

    private static void upload(String path, String text) {
        site.write(path, text);
        hook.fileUploaded(path);
    }

    private static void work() {
        try (MigrationWorker worker = application.worker()) {
            assertThat(worker.runUntilEmpty()).isEqualTo(new WorkerResult(WorkerResult.Ending.IDLE, ""));
        }
        application.cleaner().sweep();
    }

    private static String row(String path) {
        return site.query("SELECT concat_ws(' ', state, generation, object_key) FROM nfs2s3.media WHERE path = ?", path)
                .get(0);
    }

    @Test
    void undone_it_is_flipped_again_to_the_object_that_was_there() {
        upload("images/1.jpg", "one");
        work();
        String version = site.head("images/1.jpg").lastModified().toString();
        rig.run(prefix("images/"));
        application.cleaner().sweep();
        assertThat(site.text("images/1.jpg")).isEqualTo("one");

        Run run = rig.run(undo("images/"));

        assertThat(run.counts()).isEqualTo(new RunCounts(1, 0, 0, 0));
        assertThat(run.sent()).isEqualTo(1);
        work();
        assertThat(row("images/1.jpg")).isEqualTo("MIGRATED 1 images/1.jpg");
        assertThat(site.keys()).containsExactly("images/1.jpg");
        assertThat(site.head("images/1.jpg").lastModified()).hasToString(version);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();
    }

    @Test
    void an_original_that_changed_since_becomes_the_next_generation_and_the_old_object_is_swept() {
        upload("images/1.jpg", "one");
        work();
        rig.run(prefix("images/"));
        site.write("images/1.jpg", "another one");

        rig.run(undo("images/"));
        work();

        assertThat(row("images/1.jpg")).isEqualTo("MIGRATED 2 images/1~g2.jpg");
        assertThat(site.text("images/1~g2.jpg")).isEqualTo("another one");
        assertThat(site.keys()).containsExactly("images/1~g2.jpg");
    }

    @Test
    void an_object_that_somebody_removed_is_put_again() {
        upload("images/1.jpg", "one");
        work();
        rig.run(prefix("images/"));
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key("images/1.jpg"));

        rig.run(undo("images/"));
        work();

        assertThat(row("images/1.jpg")).isEqualTo("MIGRATED 1 images/1.jpg");
        assertThat(site.text("images/1.jpg")).isEqualTo("one");
    }

    @Test
    void without_its_original_a_file_is_not_queued_for_its_object_is_the_last_copy() throws IOException {
        rig.migrate("images/1.jpg", "images/2.jpg");
        rig.run(prefix("images/"));
        Files.delete(site.media().resolve("images/1.jpg"));

        rig.run(undo("images/"));

        assertThat(rig.reasons()).containsExactly("images/1.jpg ORIGINAL_MISSING");
        assertThat(rig.rows()).containsExactly("images/1.jpg HELD NFS", "images/2.jpg QUEUED NFS");
    }

    /** Days may pass between an undo and the worker. */
    @Test
    void nor_is_the_last_copy_removed_when_the_original_vanishes_behind_the_undo() throws IOException {
        upload("images/1.jpg", "one");
        work();
        rig.run(prefix("images/"));
        rig.run(undo("images/"));
        Files.delete(site.media().resolve("images/1.jpg"));
        work();

        assertThat(row("images/1.jpg")).isEqualTo("FAILED 1 images/1.jpg");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();
        assertThat(site.text("images/1.jpg")).isEqualTo("one");

        site.write("images/1.jpg", "one");
        application.retries().failedRetry().retry(FailedFilter.ALL, Long.MAX_VALUE, sent -> true);
        work();
        assertThat(row("images/1.jpg")).isEqualTo("MIGRATED 1 images/1.jpg");
        assertThat(site.keys()).containsExactly("images/1.jpg");
    }

    @Test
    void a_second_message_of_what_was_copied_ends_no_roll_back_and_one_of_a_new_file_does() {
        String message = MessageCodec.encode(new MigrationMessage(
                MigrationMessage.Source.UPLOAD, List.of(FileRef.unregistered(MediaPath.of("images/1.jpg")))));
        upload("images/1.jpg", "one");
        work();
        rig.run(prefix("images/"));

        site.send(message);
        work();
        assertThat(row("images/1.jpg")).isEqualTo("HELD 1 images/1.jpg");

        site.write("images/1.jpg", "another one");
        site.send(message);
        work();
        assertThat(row("images/1.jpg")).isEqualTo("MIGRATED 2 images/1~g2.jpg");
    }

    @Test
    void only_what_was_rolled_back_is_undone_and_only_of_kinds_that_are_migrated() {
        rig.migrate("images/1.jpg", "images/2.jpg", "images/3.jpg");
        upload("audio/never.mp3", "never migrated");
        rig.run(listed(false), names(List.of("images/1.jpg", "images/2.jpg")));
        RollbackRig off = new RollbackRig(site, site.application("kinds.image.migrate = false"));

        off.run(undo("images/1"));
        assertThat(off.reasons()).containsExactly("images/1.jpg KIND_NOT_MIGRATED");

        assertThat(rig.run(undo("")).counts()).isEqualTo(new RunCounts(2, 0, 0, 0));
        assertThat(rig.rows())
                .containsExactly(
                        "audio/never.mp3 HELD NFS",
                        "images/1.jpg QUEUED NFS",
                        "images/2.jpg QUEUED NFS",
                        "images/3.jpg MIGRATED S3");
        assertThat(rig.run(listed(true), names(List.of("audio/never.mp3", "images/3.jpg")))
                        .counts())
                .isEqualTo(new RunCounts(0, 2, 0, 0));
    }

    @Test
    void one_run_can_be_undone_alone() {
        rig.migrate("images/a.jpg", "images/b.jpg");
        Run first = rig.run(prefix("images/a"));
        rig.run(prefix("images/b"));

        rig.run(filter(true, "", null, TimeRange.ALL, first.id()));

        assertThat(rig.rows()).containsExactly("images/a.jpg QUEUED NFS", "images/b.jpg HELD NFS");
    }

    @Test
    void an_upload_after_a_roll_back_is_an_upload_like_any_other() {
        upload("images/1.jpg", "one");
        work();
        rig.run(prefix("images/"));
        upload("images/1.jpg", "the second");

        assertThat(row("images/1.jpg")).isEqualTo("QUEUED 2");
        assertThat(rig.run(undo("images/")).counts()).isEqualTo(RunCounts.NONE);
        work();
        assertThat(row("images/1.jpg")).isEqualTo("MIGRATED 2 images/1~g2.jpg");
    }

    @Test
    void nor_is_an_upload_undone_whose_kind_was_switched_off_since() {
        rig.migrate("images/1.jpg");
        rig.run(prefix("images/"));
        site.application("kinds.image.migrate = false").catalog().register(List.of(MediaPath.of("images/1.jpg")));

        assertThat(row("images/1.jpg")).isEqualTo("HELD 2");
        assertThat(rig.run(undo("images/")).counts()).isEqualTo(RunCounts.NONE);
    }

    @Test
    void a_backfill_leaves_alone_what_was_rolled_back_and_queues_what_was_held_for_its_kind() {
        rig.migrate("images/1.jpg");
        rig.run(prefix("images/"));
        site.application("kinds.image.migrate = false").catalog().register(List.of(MediaPath.of("images/2.jpg")));

        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");
        application
                .backfills()
                .backfill()
                .run(
                        lease,
                        Source.SCAN,
                        each -> List.of("images/1.jpg", "images/2.jpg")
                                .forEach(path -> each.accept(new ScanEntry.File(path))),
                        new RunProgress(),
                        () -> true);

        assertThat(rig.rows()).containsExactly("images/1.jpg HELD NFS", "images/2.jpg QUEUED NFS");
        assertThat(Queues.takeFiles(Queues.of(site, "backfill"))).hasSize(1);
    }
}
