package io.nfs2s3.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nfs2s3.testing.TestSite;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever watches runs hears of each beginning and each end. */
class RunWatcherIT {
    private static final String OWNER = "here/1/1";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private final List<String> told = new ArrayList<>();
    private boolean isBroken;
    private final RunProgress progress = new RunProgress();
    private final Cancellation cancellation = new Cancellation(progress, error -> false, () -> {});
    private final Runs runs = new Runs(site.jdbi(), RunKind.ADOPT, new RunWatcher() {
        @Override
        public void begun(RunKind kind, RunLease lease, String source, String what) {
            told.add(kind + (lease.isNew() ? " begun " : " resumed ") + source + " " + what);
        }

        @Override
        public void ended(RunKind kind, RunResult result, RunCounts counts) {
            told.add(kind + " " + result.getClass().getSimpleName() + " " + counts.done());
            if (isBroken) {
                throw new IllegalStateException("the watcher is broken");
            }
        }

        @Override
        public void failed(RunKind kind, long run, RuntimeException failure, RunCounts counts) {
            told.add(kind + " failed " + failure.getMessage() + " " + counts.done());
        }
    });

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    private RunLease start() {
        return runs.start("LISTING", "images/", OWNER, 0, unfinished -> {});
    }

    private RunFinisher finisher(RunLease lease) {
        return new RunFinisher(runs, lease, cancellation);
    }

    @Test
    void a_run_that_comes_to_its_end() {
        RunLease lease = start();

        finisher(lease)
                .finish(true, () -> site.jdbi().useTransaction(handle -> runs.done(handle, lease, null, List.of())));

        assertThat(told).containsExactly("ADOPT begun LISTING images/", "ADOPT Done 0");
    }

    @Test
    void a_run_that_is_stopped_and_taken_over() {
        RunLease lease = start();
        progress.counts(new RunCounts(7, 0, 0, 0));

        finisher(lease).finish(false, () -> {});
        runs.takeOver(lease.run(), "there/1/1");

        assertThat(told)
                .containsExactly("ADOPT begun LISTING images/", "ADOPT Stopped 7", "ADOPT resumed LISTING images/");
    }

    @Test
    void a_run_that_is_through_does_not_fail_by_its_watcher() {
        RunLease lease = start();
        isBroken = true;

        assertThatIllegalStateException()
                .isThrownBy(() -> finisher(lease)
                        .finish(
                                true,
                                () -> site.jdbi().useTransaction(handle -> runs.done(handle, lease, null, List.of()))));

        assertThat(told).containsExactly("ADOPT begun LISTING images/", "ADOPT Done 0");
    }

    @Test
    void a_run_that_fails() {
        RunLease lease = start();
        cancellation.fail(new IllegalStateException("the list is gone"));

        assertThatIllegalStateException().isThrownBy(() -> finisher(lease).finish(false, () -> {}));

        assertThat(told).containsExactly("ADOPT begun LISTING images/", "ADOPT failed the list is gone 0");
    }
}
