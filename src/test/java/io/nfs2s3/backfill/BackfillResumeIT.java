package io.nfs2s3.backfill;

import static io.nfs2s3.backfill.BackfillRig.endless;
import static io.nfs2s3.backfill.BackfillRig.files;
import static io.nfs2s3.backfill.BackfillRig.run;
import static io.nfs2s3.backfill.BackfillRig.these;
import static io.nfs2s3.backfill.BackfillRig.uploads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.catalog.BackfillFiles.NewFile;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A backfill that is stopped, cancelled, cut off or taken over. */
class BackfillResumeIT {
    /** More than three batches. */
    private static final int MANY = 3 * RunExecution.BATCH + 7;

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("backfill");

    private static final Application application = site.application();
    private static final MigrationQueue queue = Queues.of(site, "backfill");
    private static final BackfillRig rig = new BackfillRig(application);

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    @Test
    void a_run_that_is_stopped_is_resumed_and_counts_every_name_once() {
        AtomicBoolean stop = new AtomicBoolean();
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");

        RunResult result = run(application, lease, endless(MANY, () -> stop.set(true)), () -> !stop.get());

        assertThat(result).isEqualTo(new RunResult.Stopped(lease.run()));
        assertThat(rig.stored(lease).state()).isEqualTo(RunState.PAUSED);
        long registered = rig.stored(lease).counts().done();
        assertThat(rig.stored(lease).sent()).isEqualTo(registered);

        RunResult second = run(
                application,
                application.backfills().backfill().takeOver(lease.run()),
                files("images/", MANY + 5),
                () -> true);

        assertThat(((RunResult.Done) second).run().counts()).isEqualTo(new RunCounts(MANY + 5, 0, 0, 0));
        assertThat(((RunResult.Done) second).run().sent()).isEqualTo(MANY + 5);
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(uploads(MANY + 5));
    }

    @Test
    void what_was_registered_and_not_sent_is_sent_when_the_run_is_resumed() {
        AtomicBoolean stop = new AtomicBoolean();
        RunLease lease;
        try (TcpProxy sqs = Wire.toSqs(site)) {
            Application cutOff = site.application(Wire.sqsSetting(sqs));
            sqs.refuse();
            lease = cutOff.backfills().backfill().start(Source.SCAN, "");
            CompletableFuture<RunResult> run =
                    CompletableFuture.supplyAsync(() -> run(cutOff, lease, files("images/", 10), () -> !stop.get()));
            site.await(() -> rig.stored(lease).counts().done() == 10);
            stop.set(true);
            assertThat(run.join()).isInstanceOf(RunResult.Stopped.class);
        }
        assertThat(rig.stored(lease).sent()).isZero();

        RunResult result = run(
                application,
                application.backfills().backfill().takeOver(lease.run()),
                files("images/", 10),
                () -> true);

        assertThat(((RunResult.Done) result).run().sent()).isEqualTo(10);
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(uploads(10));
    }

    @Test
    void an_outage_of_sqs_or_the_database_is_waited_out() {
        try (TcpProxy sqs = Wire.toSqs(site);
                TcpProxy database = Wire.toDatabase(site)) {
            Application through = site.application(
                    Wire.sqsSetting(sqs), Wire.databaseSetting(site, database), "database.connectTimeout = 1 s");
            RunProgress progress = new RunProgress();
            RunLease lease = through.backfills().backfill().start(Source.SCAN, "");
            NameSource names = each -> {
                sqs.refuse();
                files("images/a", 10).forEach(each);
                site.await(() -> progress.waits().contains("SQS queue"));
                sqs.accept();
                site.await(() -> progress.sent() == 10);
                database.refuse();
                files("images/b", 10).forEach(each);
                site.await(() -> !progress.waits().isEmpty());
                database.accept();
                site.await(() -> progress.sent() == 20);
            };

            RunResult result = through.backfills().backfill().run(lease, Source.SCAN, names, progress, () -> true);

            assertThat(((RunResult.Done) result).run().counts()).isEqualTo(new RunCounts(20, 0, 0, 0));
        }
        assertThat(Queues.takeUploads(queue)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void a_batch_that_is_registered_again_counts_nothing_twice_and_answers_as_the_first_time() {
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");
        BackfillBatch batch = new BackfillBatch(
                List.of(
                        new NewFile("images/1.jpg", "image", MediaState.QUEUED),
                        new NewFile("audio/2.mp3", "audio", MediaState.HELD)),
                1,
                2,
                List.of());

        BackfillTransactions transactions =
                new BackfillTransactions(site.jdbi(), application.backfills().runs());
        BackfillRegistered first = transactions.register(lease, 1, batch);
        BackfillRegistered again = transactions.register(lease, 1, batch);

        assertThat(again).isEqualTo(first);
        assertThat(first.toSend()).containsExactly(new FileVersion(MediaPath.of("images/1.jpg"), 1));
        assertThat(rig.stored(lease).counts()).isEqualTo(new RunCounts(2, 0, 1, 2));
    }

    @Test
    void a_source_that_fails_leaves_a_run_that_can_be_resumed() {
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");

        assertThatThrownBy(() -> run(
                        application,
                        lease,
                        each -> {
                            each.accept(new ScanEntry.File("images/1.jpg"));
                            site.await(() -> site.count("SELECT count(*) FROM nfs2s3.run WHERE batch > 0") == 1);
                            throw new IllegalStateException("the disk is on fire");
                        },
                        () -> true))
                .hasMessage("the disk is on fire");

        assertThat(rig.stored(lease).state()).isEqualTo(RunState.FAILED);
        assertThat(rig.stored(lease).error()).isEqualTo("the disk is on fire");
        assertThat(run(
                        application,
                        application.backfills().backfill().takeOver(lease.run()),
                        these("images/1.jpg"),
                        () -> true))
                .isInstanceOf(RunResult.Done.class);
    }

    @Test
    void a_run_that_is_cancelled_ends_by_itself() {
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");

        RunResult result = run(
                application,
                lease,
                endless(10, () -> application.backfills().runs().cancel(lease.run())),
                () -> true);

        assertThat(result).isInstanceOf(RunResult.Lost.class);
        assertThat(rig.stored(lease).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void a_process_that_was_taken_for_dead_cannot_register_any_more() {
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");
        site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.run SET owner = 'other/1/1'"));

        RunResult result = run(application, lease, files("images/", 10), () -> true);

        assertThat(result).isInstanceOf(RunResult.Lost.class);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
    }

    @Test
    void a_run_whose_process_may_be_alive_is_not_taken_over() {
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");
        assertThatThrownBy(() -> application.backfills().backfill().takeOver(lease.run()))
                .hasMessageContaining("is running, by");

        site.jdbi()
                .useHandle(handle -> handle.execute("UPDATE nfs2s3.run SET seen_at = now() - interval '31 seconds'"));
        assertThat(application.backfills().backfill().takeOver(lease.run()).run())
                .isEqualTo(lease.run());
    }

    @Test
    void runs_that_may_come_upon_the_same_files_exclude_each_other() {
        Backfill backfill = application.backfills().backfill();
        backfill.start(Source.SCAN, "images/");

        assertThatThrownBy(() -> backfill.start(Source.SCAN, "images/ab/")).hasMessageContaining("backfill resume");
        assertThatThrownBy(() -> backfill.start(Source.SCAN, "")).hasMessageContaining("backfill cancel");
        assertThatThrownBy(() -> backfill.start(Source.MANIFEST, "list")).isInstanceOf(IllegalArgumentException.class);
        assertThat(backfill.start(Source.SCAN, "audio/")).isNotNull();
    }
}
