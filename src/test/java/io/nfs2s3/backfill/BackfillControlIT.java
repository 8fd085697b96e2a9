package io.nfs2s3.backfill;

import static io.nfs2s3.backfill.BackfillRig.files;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.testing.TestSite;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A backfill that is paused or slowed down while it runs. */
class BackfillControlIT {
    /** More than three batches. */
    private static final int MANY = 3 * RunExecution.BATCH + 7;

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("backfill");

    private static final Application application = site.application();
    private static final BackfillRig rig = new BackfillRig(application);

    @BeforeEach
    void clear() {
        site.clearRuns();
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
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");
        NameSource names = each -> whilePaused.accept(() -> {
            site.await(() -> !application.backfills().gate().isOpen());
            files("images/", 10).forEach(each);
            found.set((int) rig.stored(lease).counts().seen());
        });

        RunResult result = application.backfills().backfill().run(lease, Source.SCAN, names, progress, () -> true);

        assertThat(found.get()).isZero();
        assertThat(((RunResult.Done) result).run().counts().done()).isEqualTo(10);
    }

    @Test
    void a_run_waits_while_enough_files_are_queued() {
        RunProgress progress = new RunProgress();
        application.backfills().controls().queuedAhead(10L);
        site.await(() -> application.backfills().gate().queuedAhead() == 10);
        RunLease lease = application.backfills().backfill().start(Source.SCAN, "");
        NameSource names = each -> {
            files("images/", 10).forEach(each);
            site.await(() -> progress.sent() == 10);
            files("images/b", 10).forEach(each);
            site.await(() -> progress.waits().startsWith("10 files are queued ahead"));
            application.backfills().controls().queuedAhead(null);
        };

        RunResult result = application.backfills().backfill().run(lease, Source.SCAN, names, progress, () -> true);

        assertThat(((RunResult.Done) result).run().counts().done()).isEqualTo(20);
    }

    @Test
    void a_rate_is_changed_while_a_run_goes_on() {
        RunProgress progress = new RunProgress();
        application.backfills().controls().rate(2);
        Application slow = site.application();
        RunLease lease = slow.backfills().backfill().start(Source.SCAN, "");
        CompletableFuture<RunResult> run = CompletableFuture.supplyAsync(() ->
                slow.backfills().backfill().run(lease, Source.SCAN, files("images/", MANY), progress, () -> true));
        site.await(() -> progress.counts().done() > 0);
        assertThat(run).isNotDone();

        application.backfills().controls().rate(0);

        assertThat(((RunResult.Done) run.join()).run().counts().done()).isEqualTo(MANY);
    }
}
