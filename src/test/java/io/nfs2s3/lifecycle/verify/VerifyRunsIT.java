package io.nfs2s3.lifecycle.verify;

import static io.nfs2s3.lifecycle.verify.VerifySite.BYTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.PartedRuns;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunLostException;
import io.nfs2s3.runs.RunPart;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A verify that is stopped, fails, is paused, cut off, or not alone. Sixty files, in parts of five.
 *
 * <p>Past 300 lines, for each way in which a run may end is asked of the same files.
 */
class VerifyRunsIT {
    private static final int FILES = 60;
    private static final VerifySelection ALL = new VerifySelection("", BYTES, null, 0, false, false);

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static VerifySite files;
    private static Runs runs;
    private static RunControls controls;

    private final List<String> judged = new CopyOnWriteArrayList<>();
    private final RunProgress progress = new RunProgress();
    private final AtomicBoolean stop = new AtomicBoolean();
    private volatile int crawlsAfter = Integer.MAX_VALUE;

    @BeforeAll
    static void migrate() {
        files = new VerifySite(site);
        files.migrate(IntStream.range(0, FILES)
                .mapToObj(i -> "images/" + (100 + i) + ".jpg")
                .toArray(String[]::new));
        files.remove("images/110.jpg");
        files.put("images/150.jpg", "IMAGES/150.jpg");
        runs = new Runs(site.jdbi(), RunKind.VERIFY);
        controls = new RunControls(site.jdbi(), RunKind.VERIFY);
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    @AfterEach
    void heal() {
        files.sql("DROP TRIGGER IF EXISTS test_fault ON nfs2s3.run_part");
    }

    private static Verify verify() {
        return verify(files.application.verifies().verifier());
    }

    private static Verify verify(Verifier verifier) {
        return new Verify(
                site.jdbi(),
                runs,
                new PartedRuns(site.jdbi()),
                verifier.over(listing -> listing, 5),
                site.closing(new ControlPoller(controls::read, Clock.systemUTC(), "test-control")),
                ProcessName::unique);
    }

    private static VerifyTotals totals() {
        return new VerifyTotals(new VerifyTally(), new VerifyProgress(), null);
    }

    private RunResult run(Verify verify, RunLease lease, VerifyTotals totals, int rate) {
        VerifyWork work = new VerifyWork(
                () -> judged.size() < crawlsAfter ? rate : 1,
                totals,
                progress,
                one -> judged.add(VerifySite.line(one)),
                () -> !stop.get());
        return verify.run(lease, ALL, () -> FILES, work);
    }

    private CompletableFuture<RunResult> begin(Verify verify, RunLease lease, int rate) {
        return CompletableFuture.supplyAsync(() -> run(verify, lease, totals(), rate));
    }

    private static Run stored(RunLease lease) {
        return runs.find(lease.run()).orElseThrow();
    }

    private void goesOnToItsEnd(RunLease lease) {
        stop.set(false);
        crawlsAfter = Integer.MAX_VALUE;
        VerifyTotals totals = totals();

        RunResult result = run(verify(), verify().takeOver(lease.run()), totals, 0);

        assertThat(result).isInstanceOf(RunResult.Done.class);
        assertThat(stored(lease).counts()).isEqualTo(new RunCounts(0, FILES - 2, 0, 2));
        assertThat(totals.tally().of(Verdict.MATCH)).isEqualTo(FILES - 2);
        assertThat(totals.tally().causes()).isEqualTo(Map.of(Cause.OBJECT_MISSING, 1L, Cause.OBJECT_DIFFERS, 1L));
        assertThat(totals.progress().files()).isEqualTo(FILES);
        assertThat(runs.samples(lease.run()))
                .extracting(sample -> sample.name())
                .containsExactlyInAnyOrder("images/110.jpg", "images/150.jpg");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run_part")).isZero();
    }

    @Test
    void one_that_is_stopped_is_resumed_and_counts_every_file_once() {
        RunLease lease = verify().start(ALL, 0);
        crawlsAfter = FILES * 2 / 3; // by then a part is done, whichever of them go side by side
        CompletableFuture<RunResult> run = begin(verify(), lease, 40);
        site.await(() -> stored(lease).counts().seen() > 0);
        stop.set(true);

        assertThat(run.join()).isEqualTo(new RunResult.Stopped(lease.run()));
        Run paused = stored(lease);
        assertThat(paused.state()).isEqualTo(RunState.PAUSED);
        assertThat(paused.counts().seen()).isLessThan(FILES);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run_part")).isPositive();
        judged.clear();

        goesOnToItsEnd(lease);

        assertThat(judged).as("those that were not counted").hasSize((int)
                (FILES - paused.counts().seen()));
    }

    @Test
    void one_that_ends_while_it_counts_a_part_looks_at_that_part_again() {
        files.sql("""
                CREATE OR REPLACE FUNCTION nfs2s3.test_fault() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'killed here'; END $$
                """);
        files.sql("CREATE TRIGGER test_fault BEFORE DELETE ON nfs2s3.run_part FOR EACH ROW WHEN (OLD.number = 7)"
                + " EXECUTE FUNCTION nfs2s3.test_fault()");
        RunLease lease = verify().start(ALL, 0);

        assertThatThrownBy(() -> run(verify(), lease, totals(), 0)).hasStackTraceContaining("killed here");

        Run failed = stored(lease);
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(failed.error()).contains("killed here");
        heal();
        goesOnToItsEnd(lease);
    }

    @Test
    void one_that_ends_before_it_was_cut_begins_anew() {
        RunLease lease = verify().start(ALL, 0);
        runs.interrupted(lease, null);

        goesOnToItsEnd(lease);
    }

    @Test
    void one_that_counts_for_long_before_it_is_cut_says_that_it_is_alive() {
        RunLease lease = verify().start(ALL, 0);
        VerifyWork work = new VerifyWork(() -> 0, totals(), progress, one -> {}, () -> true);

        RunResult result = verify().run(
                        lease,
                        ALL,
                        () -> {
                            files.sql("UPDATE nfs2s3.run SET seen_at = now() - interval '1 hour'");
                            site.await(() -> !stored(lease).isSilent());
                            assertThatThrownBy(() -> verify().takeOver(lease.run()))
                                    .hasMessageContaining("is running");
                            return FILES;
                        },
                        work);

        assertThat(result).isInstanceOf(RunResult.Done.class);
    }

    @Test
    void one_that_was_cut_meanwhile_has_the_parts_that_are_recorded() {
        RunLease lease = verify().start(ALL, 0);
        List<RunPart> recorded =
                List.of(new RunPart(1, "KEYS", "", "images/130.jpg"), new RunPart(2, "KEYS", "", null));

        List<RunPart> left = book(lease).left(() -> {
            book(lease).left(() -> recorded);
            return List.of(new RunPart(1, "KEYS", "", null));
        });

        assertThat(left).isEqualTo(recorded);
    }

    @Test
    void a_part_that_was_counted_before_is_not_done_for_a_process_that_lost_its_run() {
        RunLease lease = verify().start(ALL, 0);
        VerifyBook book = book(lease);
        RunPart part =
                book.left(() -> List.of(new RunPart(1, "KEYS", "", null))).get(0);
        files.sql("DELETE FROM nfs2s3.run_part");
        files.sql("UPDATE nfs2s3.run SET owner = 'another/1/2'");

        assertThatThrownBy(() -> book.done(new VerifyPart(part, totals(), true)))
                .isInstanceOf(RunLostException.class);
    }

    private static VerifyBook book(RunLease lease) {
        return new VerifyBook(
                site.jdbi(),
                runs,
                new PartedRuns(site.jdbi()),
                files.application.verifies().verifier().verified(),
                lease,
                BYTES,
                Gate.of(() -> true));
    }

    @Test
    void a_pause_has_it_rest_and_a_cancel_end() {
        RunLease lease = verify().start(ALL, 0);
        controls.pause("somebody", null);

        CompletableFuture<RunResult> run = begin(verify(), lease, 0);
        site.await(() -> progress.waits().contains("paused by somebody"));
        assertThat(judged).isEmpty();
        controls.resume();

        assertThat(run.join()).isInstanceOf(RunResult.Done.class);
        RunLease second = verify().start(ALL, 0);
        CompletableFuture<RunResult> slow = begin(verify(), second, 1);
        site.await(() -> !judged.isEmpty());
        runs.cancel(second.run());
        assertThat(slow.join()).isInstanceOf(RunResult.Lost.class);
        assertThat(stored(second).state()).isEqualTo(RunState.CANCELLED);
    }

    /** A run of sixty files at one a second would take a minute. */
    @Test
    void a_rate_that_an_operator_says_goes_before_that_of_the_run_which_keeps_its_own() {
        RunLease lease = verify().start(ALL, 1);
        CompletableFuture<RunResult> run = begin(verify(), lease, 1);
        site.await(() -> !judged.isEmpty());

        controls.rate(0);

        assertThat(run.join()).isInstanceOf(RunResult.Done.class);
        assertThat(stored(lease).rate()).isEqualTo(1);
    }

    @Test
    void an_outage_of_the_store_is_waited_out() {
        try (TcpProxy s3 = Wire.toS3(site)) {
            Verify through =
                    verify(site.application(Wire.s3Setting(s3)).verifies().verifier());
            RunLease lease = through.start(ALL, 0);
            crawlsAfter = FILES / 3; // so that there is something left to ask the store for
            CompletableFuture<RunResult> run = begin(through, lease, 40);
            site.await(() -> !judged.isEmpty());
            s3.refuse();
            site.await(() -> !progress.waits().isEmpty());
            s3.accept();
            crawlsAfter = Integer.MAX_VALUE;

            assertThat(run.join()).isInstanceOf(RunResult.Done.class);
            assertThat(stored(lease).counts()).isEqualTo(new RunCounts(0, FILES - 2, 0, 2));
        }
    }

    @Test
    void of_two_hosts_one_verifies_a_selection_and_another_selection_goes_beside_it() {
        RunLease lease = verify().start(ALL, 0);

        assertThatThrownBy(() -> verify().start(ALL, 0)).hasMessageContaining("'runs resume " + lease.run() + "'");
        assertThatThrownBy(() -> verify().takeOver(lease.run())).hasMessageContaining("is running");
        assertThat(verify().start(new VerifySelection("images/1", BYTES, null, 0, false, false), 0)
                        .run())
                .isNotEqualTo(lease.run());
    }

    @Test
    void a_process_that_lost_its_run_counts_nothing_any_more() {
        RunLease lease = verify().start(ALL, 0);
        crawlsAfter = FILES / 3; // or it would be done before another has it
        CompletableFuture<RunResult> run = begin(verify(), lease, 40);
        site.await(() -> !judged.isEmpty());
        files.sql("UPDATE nfs2s3.run SET owner = 'another/1/2'");

        assertThat(run.join()).isInstanceOf(RunResult.Lost.class);
        long seen = stored(lease).counts().seen();
        assertThat(site.count("SELECT coalesce(sum(count), 0) FROM nfs2s3.run_count WHERE name LIKE 'verdict.%'"))
                .isEqualTo(seen);
    }
}
