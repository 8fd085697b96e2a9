package io.nfs2s3.lifecycle.rollback;

import static io.nfs2s3.lifecycle.rollback.RollbackRig.done;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.names;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.paths;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.prefix;
import static io.nfs2s3.lifecycle.rollback.RollbackRig.undo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.app.Application;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.lifecycle.NameList;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A roll back that is stopped, taken over, cut off, paused, or not alone. */
class RollbackRunsIT {
    private static final int MANY = 1_200;

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("backfill");

    private static final Application application = site.application();
    private static final RollbackRig rig = new RollbackRig(site, application);

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    /** In the background, at so many files a second. */
    private static CompletableFuture<RunResult> begin(
            Application with,
            RunLease lease,
            RollbackSelection selection,
            IntSupplier rate,
            RunProgress progress,
            AtomicBoolean stop) {
        RollbackWork work =
                new RollbackWork(selection, names(List.of()), rate, progress, refused -> {}, () -> !stop.get());
        return CompletableFuture.supplyAsync(() -> with.rollbacks().rollback().run(lease, work));
    }

    @Test
    void a_run_that_is_stopped_is_resumed_and_counts_every_file_once() {
        rig.migrate(paths("images/", MANY));
        AtomicBoolean stop = new AtomicBoolean();
        RunLease lease = rig.rollback().start(prefix("images/"), 0);
        CompletableFuture<RunResult> run =
                begin(application, lease, prefix("images/"), () -> 50, new RunProgress(), stop);
        site.await(() -> rig.stored(lease).counts().done() > 0);
        stop.set(true);

        assertThat(run.join()).isEqualTo(new RunResult.Stopped(lease.run()));
        assertThat(rig.stored(lease).state()).isEqualTo(RunState.PAUSED);
        assertThat(rig.count("HELD"))
                .isEqualTo(rig.stored(lease).counts().done())
                .isLessThan(MANY);

        assertThat(rig.resume(lease, prefix("images/")).counts()).isEqualTo(new RunCounts(MANY, 0, 0, 0));
        assertThat(rig.count("HELD")).isEqualTo(MANY);
    }

    @Test
    void a_list_that_is_resumed_does_not_count_again_what_it_did_before() {
        rig.migrate(paths("images/", 10));
        application.catalog().register(paths("images/on-nfs", 1));
        List<String> list = Stream.of(paths("images/", 10), paths("images/on-nfs", 1))
                .flatMap(List::stream)
                .map(MediaPath::value)
                .toList();
        RollbackSelection selection = RollbackRig.listed(false);
        RunLease lease = rig.rollback().start(selection, 0);
        NameList cut = each -> {
            for (int i = 0; i < 60; i++) { // full pages
                names(list).forEach(each);
            }
            throw new IllegalArgumentException("the list cannot be read");
        };
        assertThatThrownBy(() -> rig.rollback().run(lease, rig.work(selection, cut, () -> true)))
                .hasMessage("the list cannot be read");
        assertThat(rig.stored(lease).state()).isEqualTo(RunState.FAILED);
        assertThat(rig.stored(lease).counts()).isEqualTo(new RunCounts(10, 1, 0, 0));
        assertThatThrownBy(() -> rig.resume(lease, selection))
                .hasMessageContaining("0 names")
                .hasMessageContaining("give it the whole list");

        Run second = done(
                rig.rollback().run(rig.rollback().takeOver(lease.run()), rig.work(selection, names(list), () -> true)));
        assertThat(second.counts()).isEqualTo(new RunCounts(10, 1, 0, 0));
    }

    @Test
    void what_was_queued_again_and_not_sent_is_sent_when_the_run_is_resumed() {
        rig.migrate(paths("images/", 10));
        rig.run(prefix("images/"));
        AtomicBoolean stop = new AtomicBoolean();
        RunLease lease;
        try (TcpProxy sqs = Wire.toSqs(site)) {
            Application cutOff = site.application(Wire.sqsSetting(sqs));
            sqs.refuse();
            lease = cutOff.rollbacks().rollback().start(undo("images/"), 0);
            CompletableFuture<RunResult> run = begin(cutOff, lease, undo("images/"), () -> 0, new RunProgress(), stop);
            site.await(() -> rig.stored(lease).counts().done() == 10);
            stop.set(true);
            assertThat(run.join()).isInstanceOf(RunResult.Stopped.class);
        }
        assertThat(rig.stored(lease).sent()).isZero();

        assertThat(rig.resume(lease, undo("images/")).sent()).isEqualTo(10);
        assertThat(Queues.takeUploads(Queues.of(site, "backfill")))
                .containsExactlyInAnyOrderElementsOf(paths("images/", 10).stream()
                        .map(path -> new FileVersion(path, 1))
                        .toList());
    }

    @Test
    void outages_of_mount_and_database_are_waited_out() throws IOException {
        rig.migrate(paths("images/", 300));
        Path sentinel = site.media().resolve(".nfs2s3-mounted");
        try (TcpProxy database = Wire.toDatabase(site)) {
            Application through =
                    site.application(Wire.databaseSetting(site, database), "database.connectTimeout = 1 s");
            RunProgress progress = new RunProgress();
            RunLease lease = through.rollbacks().rollback().start(prefix("images/"), 0);
            AtomicInteger rate = new AtomicInteger(10); // half a minute in which there is something left to do
            CompletableFuture<RunResult> run =
                    begin(through, lease, prefix("images/"), rate::get, progress, new AtomicBoolean());
            site.await(() -> progress.counts().done() > 0);
            Files.delete(sentinel);
            site.await(() -> progress.waits().contains("mount"));
            long during = rig.count("HELD");
            assertThat(during).isLessThan(300);
            Files.createFile(sentinel);
            site.await(() -> progress.counts().done() > during);
            database.refuse();
            site.await(() -> !progress.waits().isEmpty());
            database.accept();
            rate.set(0);

            assertThat(done(run.join()).counts()).isEqualTo(new RunCounts(300, 0, 0, 0));
        } finally {
            if (!Files.exists(sentinel)) {
                Files.createFile(sentinel);
            }
        }
        assertThat(rig.count("HELD")).isEqualTo(300);
    }

    @Test
    void an_outage_of_the_database_before_the_first_file_is_waited_out() {
        rig.migrate(paths("images/", 3));
        try (TcpProxy database = Wire.toDatabase(site)) {
            Application through =
                    site.application(Wire.databaseSetting(site, database), "database.connectTimeout = 1 s");
            RunProgress progress = new RunProgress();
            RunLease lease = through.rollbacks().rollback().start(prefix("images/"), 7);
            assertThat(rig.stored(lease).rate())
                    .as("also of a process that ends now")
                    .isEqualTo(7);
            database.refuse();
            CompletableFuture<RunResult> run =
                    begin(through, lease, prefix("images/"), () -> 0, progress, new AtomicBoolean());
            site.await(() -> !progress.waits().isEmpty() || run.isDone());
            database.accept();

            assertThat(done(run.join()).counts()).isEqualTo(new RunCounts(3, 0, 0, 0));
        }
    }

    @Test
    void two_hosts_that_come_upon_the_same_files_change_each_of_them_once() {
        rig.migrate(paths("images/", MANY));
        List<RollbackSelection> selections =
                List.of(prefix("images/"), RollbackRig.filter(false, "", "image", io.nfs2s3.media.TimeRange.ALL, null));

        List<Run> runs = Together.run(2, i -> () -> {
            Rollback own = application.rollbacks().rollback();
            return done(own.run(
                    own.start(selections.get(i), 0),
                    new RollbackWork(
                            selections.get(i),
                            names(List.of()),
                            () -> 0,
                            new RunProgress(),
                            refused -> {},
                            () -> true)));
        });

        assertThat(runs.stream().mapToLong(run -> run.counts().done()).sum()).isEqualTo(MANY);
        assertThat(runs.stream().mapToLong(run -> run.counts().failed()).sum()).isZero();
        assertThat(rig.count("HELD")).isEqualTo(MANY);
    }

    @Test
    void the_same_roll_back_does_not_begin_twice() {
        RunLease lease = rig.rollback().start(prefix("images/"), 0);

        assertThatThrownBy(() -> rig.rollback().start(prefix("images/"), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("runs resume " + lease.run());
        assertThat(rig.rollback().start(undo("images/"), 0)).isNotNull();
        assertThatThrownBy(() -> rig.rollback().takeOver(lease.run())).hasMessageContaining("is running, by");
    }

    @Test
    void a_process_that_was_taken_for_dead_changes_no_pointer_any_more() {
        rig.migrate(paths("images/", 10));
        RunLease lease = rig.rollback().start(prefix("images/"), 0);
        site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.run SET owner = 'other/1/1'"));

        assertThat(rig.rollback().run(lease, rig.work(prefix("images/"), names(List.of()), () -> true)))
                .isInstanceOf(RunResult.Lost.class);
        assertThat(rig.count("MIGRATED")).isEqualTo(10);
    }

    @Test
    void a_paused_run_rests_and_a_cancelled_one_ends_by_itself() {
        rig.migrate(paths("images/", MANY));
        RunProgress progress = new RunProgress();
        application.rollbacks().controls().pause("somebody", "lunch");
        RunLease lease = rig.rollback().start(prefix("images/"), 0);
        Application fresh = site.application();
        CompletableFuture<RunResult> run =
                begin(fresh, lease, prefix("images/"), () -> 50, progress, new AtomicBoolean());
        site.await(() -> progress.waits().contains("paused by somebody (lunch)"));
        assertThat(rig.count("MIGRATED")).isEqualTo(MANY);

        application.rollbacks().controls().resume();
        site.await(() -> progress.counts().done() > 0);
        application.rollbacks().runs().cancel(lease.run());

        assertThat(run.join()).isInstanceOf(RunResult.Lost.class);
        assertThat(rig.stored(lease).state()).isEqualTo(RunState.CANCELLED);
        assertThat(rig.count("HELD")).isEqualTo(rig.stored(lease).counts().done());
    }
}
