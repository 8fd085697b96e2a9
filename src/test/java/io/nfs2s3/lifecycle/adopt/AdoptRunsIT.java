package io.nfs2s3.lifecycle.adopt;

import static io.nfs2s3.lifecycle.adopt.AdoptRig.done;
import static io.nfs2s3.lifecycle.adopt.AdoptRig.prefix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An adoption that is stopped, taken over, cut off, paused, refused, or not alone. */
class AdoptRunsIT {
    private static final int MANY = 300;

    /** Objects a second of a run that is met in its middle: half a minute is long enough for a busy machine. */
    private static final int SLOW = 10;

    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final AdoptRig rig = new AdoptRig(site);

    @BeforeAll
    static void put() {
        for (int i = 0; i < MANY; i++) {
            rig.both("images/" + i);
        }
        rig.put("images/no-original", "x");
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
        rig.spare();
    }

    private static CompletableFuture<RunResult> begin(
            RunLease lease, Adoption adoption, IntSupplier rate, RunProgress progress, BooleanSupplier goesOn) {
        AdoptWork work = new AdoptWork(prefix("images/"), rate, progress, new AdoptTally(), left -> {}, goesOn);
        return CompletableFuture.supplyAsync(() -> adoption.run(lease, work));
    }

    private static long migrated() {
        return site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'MIGRATED'");
    }

    @Test
    void a_run_that_is_stopped_is_resumed_and_counts_every_object_once() {
        AtomicBoolean stop = new AtomicBoolean();
        Adoption adoption = rig.adoption();
        RunLease lease = adoption.start(prefix("images/"), 0);
        CompletableFuture<RunResult> run = begin(lease, adoption, () -> SLOW, new RunProgress(), () -> !stop.get());
        site.await(() -> rig.stored(lease).counts().done() > 0);
        assertThatThrownBy(() -> rig.adoption().start(prefix("images/"), 0)).hasMessageContaining("runs resume");
        stop.set(true);
        assertThat(run.join()).isEqualTo(new RunResult.Stopped(lease.run()));
        assertThat(migrated()).isEqualTo(rig.stored(lease).counts().done()).isLessThan(MANY);

        Adoption other = rig.adoption();
        Run resumed = done(other.run(other.takeOver(lease.run()), rig.work(prefix("images/"))));

        assertThat(resumed.counts()).isEqualTo(new RunCounts(MANY, 0, 1, 0));
        assertThat(migrated()).isEqualTo(MANY);
    }

    @Test
    void outages_of_store_and_mount_are_waited_out() throws IOException {
        Path sentinel = site.media().resolve(".nfs2s3-mounted");
        RunProgress progress = new RunProgress();
        Adoption adoption = rig.adoption();
        AtomicInteger rate = new AtomicInteger(SLOW);
        CompletableFuture<RunResult> run =
                begin(adoption.start(prefix("images/"), 0), adoption, rate::get, progress, () -> true);
        site.await(() -> progress.counts().done() > 0);
        rig.befall(request -> new S3Mishap.CutOff());
        site.await(() -> !progress.waits().isEmpty());
        rig.spare();
        site.await(() -> progress.waits().isEmpty());
        Files.delete(sentinel);
        try {
            site.await(() -> progress.waits().contains("mount"));
        } finally {
            Files.createFile(sentinel);
        }
        rate.set(0);

        assertThat(done(run.join()).counts()).isEqualTo(new RunCounts(MANY, 0, 1, 0));
    }

    @Test
    void a_paused_run_rests_and_a_cancelled_one_ends_by_itself() {
        RunProgress progress = new RunProgress();
        rig.application.runs().controls(RunKind.ADOPT).pause("somebody", "lunch");
        Adoption adoption = rig.adoption();
        RunLease lease = adoption.start(prefix("images/"), 0);
        CompletableFuture<RunResult> run = begin(lease, adoption, () -> SLOW, progress, () -> true);
        site.await(() -> progress.waits().contains("paused by somebody (lunch); 'runs resume adopt' goes on"));
        assertThat(migrated()).isZero();

        rig.application.runs().controls(RunKind.ADOPT).resume();
        site.await(() -> progress.counts().done() > 0);
        rig.application.adoptions().runs().cancel(lease.run());

        assertThat(run.join()).isInstanceOf(RunResult.Lost.class);
        assertThat(migrated()).isEqualTo(rig.stored(lease).counts().done());
    }

    @Test
    void two_hosts_that_come_upon_the_same_objects_adopt_each_of_them_once() {
        List<AdoptSelection> selections =
                List.of(prefix("images/"), new AdoptSelection("images/", "image", false, true));

        List<Run> runs = Together.run(2, i -> () -> {
            Adoption own = rig.adoption();
            return done(own.run(
                    own.start(selections.get(i), 0),
                    new AdoptWork(
                            selections.get(i), () -> 0, new RunProgress(), new AdoptTally(), left -> {}, () -> true)));
        });

        assertThat(runs.stream().mapToLong(run -> run.counts().done()).sum()).isEqualTo(MANY);
        assertThat(runs.stream().mapToLong(run -> run.counts().failed()).sum()).isZero();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.ledger WHERE act = 'ADOPT'"))
                .isGreaterThanOrEqualTo(MANY);
        assertThat(migrated()).isEqualTo(MANY);
    }

    @Test
    void a_site_that_is_suspended_meanwhile_changes_nothing_any_more() {
        Adoption adoption = rig.adoption();
        RunLease lease = adoption.start(prefix("images/"), 0);
        RunProgress progress = new RunProgress();
        CompletableFuture<RunResult> run = begin(lease, adoption, () -> SLOW, progress, () -> true);
        site.await(() -> progress.counts().done() > 0);
        site.jdbi()
                .useHandle(handle -> handle.execute("UPDATE nfs2s3.site SET suspended = 'RESTORED',"
                        + " suspended_reason = 'went back', suspended_place = 'x', suspended_at = now()"));
        try {
            assertThatThrownBy(run::join)
                    .cause()
                    .isInstanceOfSatisfying(
                            MigrationException.class,
                            error -> assertThat(error.code()).isEqualTo(FailureCode.SITE_SUSPENDED));
            assertThat(rig.stored(lease).state()).isEqualTo(RunState.FAILED);
            assertThat(migrated()).isEqualTo(rig.stored(lease).counts().done()).isLessThan(MANY);
        } finally {
            site.jdbi()
                    .useHandle(handle -> handle.execute("UPDATE nfs2s3.site SET suspended = NULL,"
                            + " suspended_reason = NULL, suspended_place = NULL, suspended_at = NULL"));
        }
    }

    @Test
    void the_sites_own_statement_is_part_of_the_flip() {
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "CREATE TABLE IF NOT EXISTS adopted (path text PRIMARY KEY, key text); TRUNCATE adopted"));
        AdoptRig own = new AdoptRig(
                site,
                "catalog.siteUpdate = \"INSERT INTO adopted VALUES (:path, :objectKey || :location || :generation)\"");

        own.run(prefix("images/1"));
        assertThat(site.query("SELECT key FROM adopted WHERE path = 'images/17'"))
                .containsExactly("images/17S31");

        site.clearTables();
        site.jdbi().useHandle(handle -> handle.execute("DELETE FROM adopted WHERE path <> 'images/17'"));
        assertThat(own.run(prefix("images/17")).counts()).isEqualTo(new RunCounts(10, 0, 0, 1));
        assertThat(own.left).singleElement().satisfies(left -> {
            assertThat(left.name() + left.reason()).isEqualTo("images/17SITE_UPDATE");
            assertThat(left.detail()).contains("adopted_pkey");
        });
        assertThat(migrated()).isEqualTo(10);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE path = 'images/17'"))
                .isZero();

        site.jdbi().useHandle(handle -> handle.execute("DROP TABLE adopted"));
        assertThatThrownBy(() -> own.run(prefix("images/2"))).hasMessageContaining("catalog.siteUpdate");
        assertThat(migrated()).isEqualTo(10);
    }
}
