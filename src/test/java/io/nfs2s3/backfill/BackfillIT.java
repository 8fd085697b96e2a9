package io.nfs2s3.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.runs.BackfillCounts;
import io.nfs2s3.runs.BackfillLease;
import io.nfs2s3.runs.BackfillRun;
import io.nfs2s3.runs.BackfillRun.Source;
import io.nfs2s3.runs.BackfillSample;
import io.nfs2s3.runs.BackfillSample.Category;
import io.nfs2s3.runs.BackfillState;
import io.nfs2s3.source.ScanEntry;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackfillIT {
    /** More than three batches. */
    private static final int MANY = 3 * RunExecution.BATCH + 7;

    private static TestSite site;
    private static Application application;
    private static MigrationQueue queue;

    @BeforeAll
    static void open() {
        site = TestSite.open();
        application = site.application();
        queue = Queues.of(site, "backfill");
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @BeforeEach
    void clear() {
        site.clearTables();
        site.clearBackfill();
        Queues.take(queue);
    }

    private static NameSource files(String prefix, int count) {
        return each -> IntStream.range(0, count).forEach(i -> each.accept(new ScanEntry.File(prefix + i + ".jpg")));
    }

    private static NameSource these(String... paths) {
        return each -> List.of(paths).forEach(path -> each.accept(new ScanEntry.File(path)));
    }

    /** Says that it came so far, and then waits to be stopped. */
    private static NameSource endless(int count, Runnable then) {
        return each -> {
            files("images/", count).forEach(each);
            then.run();
            for (int i = 0; ; i++) { // ends by the exception that the run throws
                each.accept(new ScanEntry.File("images/" + i % count + ".jpg"));
            }
        };
    }

    private static BackfillRun run(NameSource names) {
        RunResult result =
                run(application, application.backfills().backfill().start(Source.SCAN, ""), names, () -> true);
        assertThat(result).isInstanceOf(RunResult.Done.class);
        return ((RunResult.Done) result).run();
    }

    private static RunResult run(
            Application application, BackfillLease lease, NameSource names, BooleanSupplier goesOn) {
        return application.backfills().backfill().run(lease, Source.SCAN, names, new RunProgress(), goesOn);
    }

    private static List<FileVersion> uploads(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new FileVersion(MediaPath.of("images/" + i + ".jpg"), 1))
                .toList();
    }

    private static BackfillRun stored(BackfillLease lease) {
        return application.backfills().runs().find(lease.run()).orElseThrow();
    }

    @Test
    void every_file_is_registered_once_and_sent_in_few_messages() {
        BackfillRun run = run(files("images/", MANY));

        assertThat(run.counts()).isEqualTo(new BackfillCounts(MANY, 0, 0, 0));
        assertThat(run.sent()).isEqualTo(MANY);
        assertThat(run.state()).isEqualTo(BackfillState.DONE);
        assertThat(run.finishedAt()).isNotNull();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'QUEUED' AND generation = 1"))
                .isEqualTo(MANY);
        List<MigrationMessage> messages = Queues.take(queue);
        assertThat(messages)
                .hasSizeLessThan(30)
                .allMatch(message -> message.source() == MigrationMessage.Source.BACKFILL);
        assertThat(messages.stream()
                        .flatMap(message -> message.files().stream())
                        .map(Queues::upload))
                .containsExactlyInAnyOrderElementsOf(uploads(MANY));
    }

    @Test
    void a_second_run_finds_all_known_and_changes_nothing() {
        run(files("images/", 50));
        Queues.take(queue);
        List<String> before = site.query("SELECT to_jsonb(m) - 'backfill_run' FROM nfs2s3.media m ORDER BY id");

        BackfillRun second = run(files("images/", 50));

        assertThat(second.counts()).isEqualTo(new BackfillCounts(0, 50, 0, 0));
        assertThat(second.sent()).isZero();
        assertThat(queue.depth().isEmpty()).isTrue();
        assertThat(site.query("SELECT to_jsonb(m) - 'backfill_run' FROM nfs2s3.media m ORDER BY id"))
                .isEqualTo(before);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();
    }

    @Test
    void what_cannot_be_registered_is_counted_with_its_reason() {
        Application kinds = site.application("kinds.other.prefix = \"other/\"");

        RunResult result = run(
                kinds,
                kinds.backfills().backfill().start(Source.SCAN, ""),
                each -> List.of(
                                new ScanEntry.File("images/1.jpg"),
                                new ScanEntry.File("images/1.jpg"),
                                new ScanEntry.File("elsewhere/2.jpg"),
                                new ScanEntry.File("images//3.jpg"),
                                new ScanEntry.Skipped(".nfs4", "left over by NFS"),
                                new ScanEntry.Bad("images/\\xFF.jpg", "not UTF-8"))
                        .forEach(each),
                () -> true);

        BackfillRun run = ((RunResult.Done) result).run();
        assertThat(run.counts()).isEqualTo(new BackfillCounts(1, 0, 2, 2));
        assertThat(run.counts().seen()).isEqualTo(5);
        assertThat(application.backfills().runs().samples(run.id()))
                .extracting(BackfillSample::category, BackfillSample::name)
                .containsExactly(
                        tuple(Category.SKIPPED, "elsewhere/2.jpg"),
                        tuple(Category.BAD, "images//3.jpg"),
                        tuple(Category.SKIPPED, ".nfs4"),
                        tuple(Category.BAD, "images/\\xFF.jpg"));
    }

    @Test
    void files_of_a_kind_that_is_not_migrated_are_held_until_it_is() {
        BackfillRun held = run(these("audio/1.mp3", "images/1.jpg"));

        assertThat(held.sent()).isEqualTo(1);
        assertThat(site.query("SELECT state FROM nfs2s3.media ORDER BY path")).containsExactly("HELD", "QUEUED");
        assertThat(Queues.takeUploads(queue)).containsExactly(new FileVersion(MediaPath.of("images/1.jpg"), 1));

        Application switchedOn = site.application("kinds.audio.migrate = true");
        RunResult result = run(
                switchedOn,
                switchedOn.backfills().backfill().start(Source.SCAN, ""),
                these("audio/1.mp3", "images/1.jpg"),
                () -> true);

        assertThat(((RunResult.Done) result).run().counts()).isEqualTo(new BackfillCounts(0, 2, 0, 0));
        assertThat(((RunResult.Done) result).run().sent()).isEqualTo(1);
        assertThat(site.query("SELECT state FROM nfs2s3.media ORDER BY path")).containsExactly("QUEUED", "QUEUED");
        assertThat(Queues.takeUploads(queue)).containsExactly(new FileVersion(MediaPath.of("audio/1.mp3"), 1));
    }

    @Test
    void a_file_that_is_uploaded_meanwhile_keeps_its_newer_generation() {
        run(these("images/1.jpg"));
        application.catalog().register(List.of(MediaPath.of("images/1.jpg")));

        assertThat(run(these("images/1.jpg")).counts()).isEqualTo(new BackfillCounts(0, 1, 0, 0));

        assertThat(site.query("SELECT generation::text FROM nfs2s3.media")).containsExactly("2");
    }

    @Test
    void the_first_message_is_sent_while_names_still_come() {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        run(each -> {
            each.accept(new ScanEntry.File("images/first.jpg"));
            site.await(() -> queue.depth().visible() == 1);
            seen.complete(null);
        });
        assertThat(seen).isCompleted();
    }

    @Test
    void a_run_that_is_stopped_is_resumed_and_counts_every_name_once() {
        AtomicBoolean stop = new AtomicBoolean();
        BackfillLease lease = application.backfills().backfill().start(Source.SCAN, "");

        RunResult result = run(application, lease, endless(MANY, () -> stop.set(true)), () -> !stop.get());

        assertThat(result).isEqualTo(new RunResult.Stopped(lease.run()));
        assertThat(stored(lease).state()).isEqualTo(BackfillState.PAUSED);
        long registered = stored(lease).counts().registered();
        assertThat(stored(lease).sent()).isEqualTo(registered);

        RunResult second = run(
                application,
                application.backfills().backfill().takeOver(lease.run()),
                files("images/", MANY + 5),
                () -> true);

        assertThat(((RunResult.Done) second).run().counts()).isEqualTo(new BackfillCounts(MANY + 5, 0, 0, 0));
        assertThat(((RunResult.Done) second).run().sent()).isEqualTo(MANY + 5);
        assertThat(Queues.takeUploads(queue)).containsExactlyInAnyOrderElementsOf(uploads(MANY + 5));
    }

    @Test
    void what_was_registered_and_not_sent_is_sent_when_the_run_is_resumed() {
        AtomicBoolean stop = new AtomicBoolean();
        BackfillLease lease;
        try (TcpProxy sqs = Wire.toSqs(site)) {
            Application cutOff = site.application(Wire.sqsSetting(sqs));
            sqs.refuse();
            lease = cutOff.backfills().backfill().start(Source.SCAN, "");
            CompletableFuture<RunResult> run =
                    CompletableFuture.supplyAsync(() -> run(cutOff, lease, files("images/", 10), () -> !stop.get()));
            site.await(() -> stored(lease).counts().registered() == 10);
            stop.set(true);
            assertThat(run.join()).isInstanceOf(RunResult.Stopped.class);
        }
        assertThat(stored(lease).sent()).isZero();

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
            BackfillLease lease = through.backfills().backfill().start(Source.SCAN, "");
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

            assertThat(((RunResult.Done) result).run().counts()).isEqualTo(new BackfillCounts(20, 0, 0, 0));
        }
        assertThat(Queues.takeUploads(queue)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void a_batch_that_is_registered_again_counts_nothing_twice_and_answers_as_the_first_time() {
        BackfillLease lease = application.backfills().backfill().start(Source.SCAN, "");
        BackfillBatch batch = new BackfillBatch(
                List.of(
                        new BackfillBatch.File("images/1.jpg", "image", MediaState.QUEUED),
                        new BackfillBatch.File("audio/2.mp3", "audio", MediaState.HELD)),
                1,
                2,
                List.of());

        BackfillRegistered first = application.backfills().runs().register(lease, 1, batch);
        BackfillRegistered again = application.backfills().runs().register(lease, 1, batch);

        assertThat(again).isEqualTo(first);
        assertThat(first.toSend()).containsExactly(new FileVersion(MediaPath.of("images/1.jpg"), 1));
        assertThat(stored(lease).counts()).isEqualTo(new BackfillCounts(2, 0, 1, 2));
    }

    @Test
    void a_source_that_fails_leaves_a_run_that_can_be_resumed() {
        BackfillLease lease = application.backfills().backfill().start(Source.SCAN, "");

        assertThatThrownBy(() -> run(
                        application,
                        lease,
                        each -> {
                            each.accept(new ScanEntry.File("images/1.jpg"));
                            throw new IllegalStateException("the disk is on fire");
                        },
                        () -> true))
                .hasMessage("the disk is on fire");

        assertThat(stored(lease).state()).isEqualTo(BackfillState.FAILED);
        assertThat(stored(lease).error()).isEqualTo("the disk is on fire");
        assertThat(run(
                        application,
                        application.backfills().backfill().takeOver(lease.run()),
                        these("images/1.jpg"),
                        () -> true))
                .isInstanceOf(RunResult.Done.class);
    }

    @Test
    void a_run_that_is_cancelled_ends_by_itself() {
        BackfillLease lease = application.backfills().backfill().start(Source.SCAN, "");

        RunResult result = run(
                application,
                lease,
                endless(10, () -> application.backfills().runs().cancel(lease.run())),
                () -> true);

        assertThat(result).isInstanceOf(RunResult.Lost.class);
        assertThat(stored(lease).state()).isEqualTo(BackfillState.CANCELLED);
    }

    @Test
    void a_process_that_was_taken_for_dead_cannot_register_any_more() {
        BackfillLease lease = application.backfills().backfill().start(Source.SCAN, "");
        site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.backfill_run SET owner = 'other/1/1'"));

        RunResult result = run(application, lease, files("images/", 10), () -> true);

        assertThat(result).isInstanceOf(RunResult.Lost.class);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
    }

    @Test
    void a_run_whose_process_may_be_alive_is_not_taken_over() {
        BackfillLease lease = application.backfills().backfill().start(Source.SCAN, "");
        assertThatThrownBy(() -> application.backfills().backfill().takeOver(lease.run()))
                .hasMessageContaining("is running, by");

        site.jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE nfs2s3.backfill_run SET seen_at = now() - interval '31 seconds'"));
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

    @Test
    void a_scan_says_which_files_in_media_are_not_on_nfs() {
        application.catalog().register(List.of(MediaPath.of("images/gone.jpg"), MediaPath.of("audio/other.mp3")));

        RunResult result = run(
                application,
                application.backfills().backfill().start(Source.SCAN, "images/"),
                each -> {
                    each.accept(new ScanEntry.File("images/there.jpg"));
                    application.catalog().register(List.of(MediaPath.of("images/uploaded-meanwhile.jpg")));
                },
                () -> true);

        BackfillRun run = ((RunResult.Done) result).run();
        assertThat(run.missing()).isEqualTo(1);
        assertThat(application.backfills().runs().samples(run.id()))
                .containsExactly(new BackfillSample(Category.MISSING, "images/gone.jpg", "it is QUEUED"));
    }

    @Test
    void a_preview_changes_nothing() {
        run(these("images/1.jpg"));

        BackfillCounts counts = application
                .backfills()
                .backfill()
                .preview(these("images/1.jpg", "images/2.jpg"), new RunProgress(), () -> true);

        assertThat(counts).isEqualTo(new BackfillCounts(1, 1, 0, 0));
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isEqualTo(1);
    }

    @Test
    void a_pause_holds_a_run_until_it_is_over() {
        AtomicInteger found = new AtomicInteger();
        RunProgress progress = new RunProgress();
        Consumer<Runnable> whilePaused = then -> {
            application.backfills().controls().pause("the test", "a reason");
            then.run();
            site.await(() -> progress.waits().contains("paused by the test (a reason)"));
            application.backfills().controls().resume();
        };
        BackfillLease lease = application.backfills().backfill().start(Source.SCAN, "");
        NameSource names = each -> whilePaused.accept(() -> {
            site.await(() -> !application.backfills().control().isOpen());
            files("images/", 10).forEach(each);
            found.set((int) stored(lease).counts().seen());
        });

        RunResult result = application.backfills().backfill().run(lease, Source.SCAN, names, progress, () -> true);

        assertThat(found.get()).isZero();
        assertThat(((RunResult.Done) result).run().counts().registered()).isEqualTo(10);
    }

    @Test
    void a_run_waits_while_enough_files_are_queued() {
        RunProgress progress = new RunProgress();
        application.backfills().controls().queuedAhead(10L);
        site.await(() -> application.backfills().control().queuedAhead() == 10);
        BackfillLease lease = application.backfills().backfill().start(Source.SCAN, "");
        NameSource names = each -> {
            files("images/", 10).forEach(each);
            site.await(() -> progress.sent() == 10);
            files("images/b", 10).forEach(each);
            site.await(() -> progress.waits().startsWith("10 files are queued ahead"));
            application.backfills().controls().queuedAhead(null);
        };

        RunResult result = application.backfills().backfill().run(lease, Source.SCAN, names, progress, () -> true);

        assertThat(((RunResult.Done) result).run().counts().registered()).isEqualTo(20);
    }

    @Test
    void a_rate_is_changed_while_a_run_goes_on() {
        RunProgress progress = new RunProgress();
        application.backfills().controls().scanRate(2);
        Application slow = site.application();
        BackfillLease lease = slow.backfills().backfill().start(Source.SCAN, "");
        CompletableFuture<RunResult> run = CompletableFuture.supplyAsync(() ->
                slow.backfills().backfill().run(lease, Source.SCAN, files("images/", MANY), progress, () -> true));
        site.await(() -> progress.counts().registered() > 0);
        assertThat(run).isNotDone();

        application.backfills().controls().scanRate(0);

        assertThat(((RunResult.Done) run.join()).run().counts().registered()).isEqualTo(MANY);
    }
}
