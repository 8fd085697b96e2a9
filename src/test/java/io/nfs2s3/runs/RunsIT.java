package io.nfs2s3.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.runs.RunSample.Category;
import io.nfs2s3.testing.TestSite;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunsIT {
    private static final String OWNER = "here/1/1";
    private static TestSite site;
    private static Runs verifies;
    private static Runs rollbacks;

    @BeforeAll
    static void open() {
        site = TestSite.open();
        verifies = new Runs(site.jdbi(), RunKind.VERIFY);
        rollbacks = new Runs(site.jdbi(), RunKind.ROLLBACK);
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    private static RunLease start(Runs runs) {
        return runs.start("CATALOG", "images/", OWNER, 0, unfinished -> {});
    }

    private static RunBatch count(RunLease lease, long number, RunCounts counts, RunSample... samples) {
        return site.jdbi().inTransaction(handle -> verifies.count(handle, lease, number, counts, List.of(samples)));
    }

    @Test
    void the_table_takes_every_kind_and_no_other() {
        assertThat(site.query("""
                SELECT m[1] FROM pg_constraint,
                    regexp_matches(pg_get_constraintdef(oid), '''([A-Z]+)''', 'g') AS m
                WHERE conname = 'run_kind_check'
                """))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(RunKind.values()).map(RunKind::name).toList());
    }

    /** Whoever goes on with it after a kill at that moment keeps to it. */
    @Test
    void a_run_has_its_rate_as_soon_as_it_has_a_row() {
        RunLease lease = verifies.start("CATALOG", "images/", OWNER, 7, unfinished -> {});

        assertThat(verifies.find(lease.run()).orElseThrow().rate()).isEqualTo(7);
    }

    @Test
    void a_run_counts_its_batches_and_keeps_samples() {
        RunLease lease = start(verifies);
        RunSample sample = new RunSample(Category.FAILED, "images/1.jpg", "another checksum");

        count(lease, 1, new RunCounts(10, 0, 1, 0));
        RunBatch second = count(lease, 2, new RunCounts(5, 2, 0, 1), sample);

        assertThat(second.counts()).isEqualTo(new RunCounts(15, 2, 1, 1));
        assertThat(verifies.find(lease.run()).orElseThrow().counts()).isEqualTo(second.counts());
        assertThat(verifies.samples(lease.run())).containsExactly(sample);
        Optional<RunBatch> last = site.jdbi().withHandle(handle -> verifies.lastBatch(handle, lease));
        assertThat(last).contains(second);
    }

    @Test
    void a_batch_that_is_not_the_next_one_is_refused() {
        RunLease lease = start(verifies);
        count(lease, 1, RunCounts.NONE);

        assertThatExceptionOfType(RunLostException.class).isThrownBy(() -> count(lease, 1, new RunCounts(1, 0, 0, 0)));
        assertThatExceptionOfType(RunLostException.class).isThrownBy(() -> count(lease, 3, new RunCounts(1, 0, 0, 0)));
        assertThat(verifies.find(lease.run()).orElseThrow().counts()).isEqualTo(RunCounts.NONE);
    }

    @Test
    void a_run_that_was_cancelled_or_taken_over_takes_nothing_more() {
        RunLease cancelled = start(verifies);
        verifies.cancel(cancelled.run());
        RunLease taken = start(verifies);
        verifies.interrupted(taken, "a reason");
        RunLease owner = verifies.takeOver(taken.run(), "there/2/2");

        for (RunLease lost : List.of(cancelled, taken)) {
            assertThatExceptionOfType(RunLostException.class).isThrownBy(() -> verifies.renew(lost));
            assertThatExceptionOfType(RunLostException.class).isThrownBy(() -> verifies.sent(lost, 1, Instant.EPOCH));
            assertThatExceptionOfType(RunLostException.class).isThrownBy(() -> verifies.interrupted(lost, null));
        }
        verifies.renew(owner);
    }

    @Test
    void of_a_time_are_those_that_went_on_in_it() {
        site.jdbi().useHandle(handle -> handle.execute("""
                        INSERT INTO nfs2s3.run (kind, source, what, state, owner, started_at, seen_at, finished_at) VALUES
                            ('VERIFY', 'ALL', 'before', 'DONE', 'w', '2026-01-01Z', '2026-01-02Z', '2026-01-02Z'),
                            ('VERIFY', 'ALL', 'into', 'DONE', 'w', '2026-01-01Z', '2026-01-03Z', '2026-01-03Z'),
                            ('ROLLBACK', 'ROLLBACK', 'in', 'PAUSED', 'w', '2026-01-04Z', '2026-01-05Z', NULL),
                            ('VERIFY', 'ALL', 'after', 'DONE', 'w', '2026-01-06Z', '2026-01-07Z', '2026-01-07Z')
                        """));
        AllRuns all = new AllRuns(site.jdbi());
        Instant from = Instant.parse("2026-01-03T00:00:00Z");
        Instant to = Instant.parse("2026-01-06T00:00:00Z");

        assertThat(all.between(from, to, 10)).extracting(Run::what).containsExactly("in", "into");
        assertThat(all.between(from, to, 1)).extracting(Run::what).containsExactly("in");
    }

    @Test
    void runs_of_one_kind_are_no_business_of_another() {
        long verify = start(verifies).run();
        long rollback = rollbacks
                .start(
                        "CATALOG",
                        "",
                        OWNER,
                        0,
                        unfinished -> assertThat(unfinished).isEmpty())
                .run();

        assertThat(rollbacks.find(verify)).isEmpty();
        assertThat(rollbacks.newest(10)).extracting(Run::id).containsExactly(rollback);
        assertThat(verifies.unfinished()).extracting(Run::id).containsExactly(verify);
        assertThatIllegalArgumentException().isThrownBy(() -> rollbacks.cancel(verify));
        assertThatIllegalArgumentException().isThrownBy(() -> rollbacks.takeOver(verify, OWNER));
    }

    @Test
    void a_pause_and_a_rate_hold_for_one_kind() {
        RunControls verify = new RunControls(site.jdbi(), RunKind.VERIFY);
        RunControls rollback = new RunControls(site.jdbi(), RunKind.ROLLBACK);

        assertThat(verify.resume()).isFalse();
        assertThat(verify.pause("somebody", "a reason")).isTrue();
        assertThat(verify.pause("another", null)).isFalse();
        rollback.rate(7);

        assertThat(verify.read().paused()).isTrue();
        assertThat(verify.read().pausedBy()).isEqualTo("somebody");
        assertThat(rollback.read()).isEqualTo(new RunControl(false, null, null, null, 7, null, null));
        rollback.hours(TimeWindows.parse("22:00-06:00"));
        assertThat(rollback.read().hours()).hasToString("22:00-06:00");
        rollback.hours(null);
        assertThat(rollback.read().hours()).isNull();
        assertThatIllegalArgumentException().isThrownBy(() -> rollback.rate(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> rollback.queuedAhead(0L));
        assertThat(verify.resume()).isTrue();
        assertThat(verify.read()).isEqualTo(RunControl.NOTHING_SAID);
    }

    @Test
    void a_pause_counts_beside_hours_that_cannot_be_read() {
        RunControls verify = new RunControls(site.jdbi(), RunKind.VERIFY);
        verify.pause("somebody", null);
        site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.run_control SET hours = 'at night'"));

        assertThat(verify.read().paused()).isTrue();
        assertThat(verify.read().hours()).isNull();
    }

    @Test
    void several_changes_are_made_all_or_none() {
        RunControls verify = new RunControls(site.jdbi(), RunKind.VERIFY);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> verify.together(handle -> {
                    verify.hours(handle, TimeWindows.parse("22:00-06:00"));
                    verify.rate(handle, -1);
                }));

        assertThat(verify.read()).isEqualTo(RunControl.NOTHING_SAID);
    }
}
