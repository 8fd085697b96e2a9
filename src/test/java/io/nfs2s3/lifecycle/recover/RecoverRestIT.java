package io.nfs2s3.lifecycle.recover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.catalog.SiteRecord.Rest;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.testing.TestSite;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A run belongs to one rest of the site, and the site rests for as long as it goes on. */
class RecoverRestIT {
    private static final int FILES = 40;

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final RecoverRig rig = new RecoverRig(site, site.application());

    @BeforeEach
    void loseTheRowsOfManyFiles() {
        rig.clean();
        rig.backUp();
        IntStream.range(0, FILES).forEach(number -> rig.upload("images/" + number + ".jpg", "x" + number));
        rig.work();
        rig.restore();
    }

    /** A run that has got half of the way: it is stopped some time after its judgement, and rests for four seconds more. */
    private static RunLease stopHalfway() {
        RunLease lease = rig.start("");
        AtomicInteger told = new AtomicInteger();
        RunResult stopped = rig.recover()
                .run(lease, rig.work(FILES / 8, () -> told.get() < FILES / 2, judged -> told.incrementAndGet()));
        assertThat(stopped).isInstanceOf(RunResult.Stopped.class);
        return lease;
    }

    private static Run find(RunLease lease) {
        return rig.application.recoveries().runs().find(lease.run()).orElseThrow();
    }

    private static String place() {
        return rig.application.site().show().place();
    }

    @Test
    void one_that_was_left_by_an_accepted_site_is_not_gone_on_with_after_the_next_disaster() {
        RunLease left = stopHalfway();
        rig.application.site().accept("");
        rig.restore();

        Run run = rig.run();

        assertThat(run.id()).isNotEqualTo(left.run());
        assertThat(run.counts()).isEqualTo(new RunCounts(FILES, 0, 0, 0));
        assertThat(find(left).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void one_that_came_out_of_the_backup_itself_is_not_gone_on_with() {
        RunLease left = stopHalfway();
        rig.sql("CREATE TABLE backup.site AS TABLE nfs2s3.site", "CREATE TABLE backup.run AS TABLE nfs2s3.run");
        rig.finish(rig.start(""));
        rig.application.recoveries().site().ended();
        rig.restore();
        rig.sql(
                "UPDATE nfs2s3.run r SET state = b.state, finished_at = NULL, reached_key = b.reached_key"
                        + " FROM backup.run b WHERE b.id = r.id",
                "UPDATE nfs2s3.site s SET epoch = b.epoch, suspended = b.suspended, suspended_at = b.suspended_at,"
                        + " suspended_reason = b.suspended_reason FROM backup.site b");

        assertThat(rig.application.recoveries().site().resting()).isEmpty();
        Run run = rig.run();

        assertThat(run.id()).isNotEqualTo(left.run());
        assertThat(run.counts()).isEqualTo(new RunCounts(FILES, 0, 0, 0));
    }

    @Test
    void one_of_another_place_or_of_an_earlier_rest_is_neither_taken_over_nor_resumed() {
        RunLease left = stopHalfway();
        Rest rest = rig.application.recoveries().site().resting().orElseThrow();

        assertThatThrownBy(() -> rig.recover().takeOver(find(left), "s3://other/", Optional.of(rest)))
                .isInstanceOf(IllegalArgumentException.class);
        rig.application.site().accept("");
        assertThatThrownBy(() -> rig.recover()
                        .takeOver(
                                find(left),
                                place(),
                                rig.application.recoveries().site().resting()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("recover --yes");
        rig.start("");
        assertThatThrownBy(() -> rig.recover()
                        .takeOver(
                                find(left),
                                place(),
                                rig.application.recoveries().site().resting()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(find(left).state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void nothing_is_changed_any_more_once_the_site_was_accepted() {
        RunLease lease = rig.start("");

        assertThatThrownBy(() -> rig.recover()
                        .run(
                                lease,
                                rig.work(
                                        5,
                                        () -> true,
                                        judged -> rig.application.site().accept(""))))
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        error -> assertThat(error.code()).isEqualTo(FailureCode.SITE_SUSPENDED))
                .hasMessageContaining("does not rest any more");

        assertThat(rig.rows()).hasSizeLessThan(FILES);
        assertThat(find(lease).state()).isEqualTo(RunState.FAILED);
    }

    @Test
    void the_site_goes_on_in_the_moment_in_which_the_run_is_done() {
        RunLease lease = rig.start("");

        rig.finish(lease);

        assertThat(site.count("SELECT count(*) FROM nfs2s3.site WHERE suspended IS NULL"))
                .isEqualTo(1);
        assertThat(rig.application.recoveries().site().ended().markerEpoch())
                .isEqualTo(site.count("SELECT epoch FROM nfs2s3.site"));
    }

    @Test
    void a_run_that_is_done_while_the_site_does_not_rest_is_not() {
        rig.finish(rig.start(""));
        RunLease late = rig.start("");
        rig.application.site().accept("");

        assertThatThrownBy(() -> rig.finish(late)).hasMessageContaining("does not rest any more");
    }
}
