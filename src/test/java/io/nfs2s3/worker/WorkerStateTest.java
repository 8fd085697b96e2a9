package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.Failure;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.testing.RecordingLogger;
import io.nfs2s3.worker.WorkerResult.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WorkerStateTest {
    private static final Failure S3 = new Failure(FailureCode.STORE_DOWN, "S3 cannot be reached");
    private static final Failure BUCKET = new Failure(FailureCode.STORE_REFUSES, "no such bucket");
    private final AtomicBoolean backfillIsOpen = new AtomicBoolean(true);
    private final AtomicLong seconds = new AtomicLong();
    private final RecordingLogger log = new RecordingLogger();
    private final List<String> outages = new ArrayList<>();
    private final WorkerState state = new WorkerState(
            backfillIsOpen::get,
            new OutageBackoff(() -> TimeUnit.SECONDS.toNanos(seconds.get())),
            (job, reason) -> outages.add(job + ":" + reason),
            log);

    /** A run that finds everything up, and meets an outage. */
    private void trialFails() {
        assertThat(state.begin(Optional::empty)).isTrue();
        state.suspend(BUCKET);
        state.end();
    }

    private void idleRun() {
        assertThat(state.begin(Optional::empty)).isTrue();
        state.end();
    }

    @Test
    void it_goes_on_until_a_stop() {
        idleRun();
        assertThat(state.result("")).isEqualTo(new WorkerResult(Ending.IDLE, ""));

        state.stop();

        assertThat(state.goesOn()).isFalse();
        assertThat(state.mayStart(true)).isFalse();
        assertThat(state.result("")).isEqualTo(new WorkerResult(Ending.STOPPED, ""));
    }

    @Test
    void a_closed_backfill_holds_up_its_own_files_only() {
        backfillIsOpen.set(false);

        assertThat(state.mayStart(true)).isTrue();
        assertThat(state.mayStart(false)).isFalse();
    }

    @Test
    void what_is_down_is_known_until_a_file_comes_through_also_while_it_is_tried() {
        idleRun();
        assertThat(state.suspendedBecause()).isEmpty();

        trialFails();
        assertThat(state.suspendedBecause()).contains(BUCKET);
        seconds.addAndGet(60);
        assertThat(state.begin(() -> Optional.of(S3))).isFalse();
        assertThat(state.suspendedBecause()).as("something else").contains(S3);
        seconds.addAndGet(60);
        assertThat(state.begin(Optional::empty)).isTrue();
        assertThat(state.suspendedBecause()).as("it is tried").contains(S3);

        state.flipped();
        assertThat(state.suspendedBecause()).isEmpty();
    }

    @Test
    void the_first_reason_of_an_outage_counts() {
        state.begin(Optional::empty);

        state.suspend(S3);
        state.suspend(BUCKET);

        assertThat(state.goesOn()).isFalse();
        assertThat(state.mayStart(true)).isFalse();
        assertThat(state.result("")).isEqualTo(new WorkerResult(Ending.SUSPENDED, S3.toString()));
    }

    @Test
    void a_check_is_asked_before_each_run_but_one_after_a_good_one() {
        AtomicInteger asked = new AtomicInteger();
        assertThat(state.begin(() -> Optional.of(asked.incrementAndGet()).map(times -> S3)))
                .isFalse();
        assertThat(state.result("").ending()).isEqualTo(Ending.SUSPENDED);
        idleRun();

        assertThat(state.begin(() -> Optional.of(asked.incrementAndGet()).map(times -> S3)))
                .isTrue();

        assertThat(asked).hasValue(1);
    }

    @Test
    void an_outage_is_told_when_it_begins_and_when_a_file_comes_through_again() {
        for (int trial = 0; trial < 5; trial++) {
            trialFails();
            seconds.addAndGet(60);
        }
        state.begin(() -> Optional.of(S3));
        assertThat(state.begin(Optional::empty)).isTrue();
        assertThat(state.isTrial()).isTrue();
        assertThat(log.lines()).containsExactly("job suspended job=worker reason=\"STORE_REFUSES: no such bucket\"");

        state.flipped();
        state.flipped();
        state.end();

        assertThat(state.isTrial()).isFalse();
        assertThat(log.lines()).hasSize(2).last().isEqualTo("job resumed job=worker");
        assertThat(outages).containsExactly("worker:STORE_REFUSES: no such bucket", "worker:");
    }

    @Test
    void a_file_that_comes_through_while_the_outage_lasts_does_not_end_it() {
        state.begin(Optional::empty);
        state.suspend(S3);

        state.flipped();

        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void an_idle_run_ends_an_outage_once_the_messages_that_met_it_must_have_come_again() {
        trialFails();
        idleRun();
        seconds.addAndGet(9);
        idleRun();
        assertThat(log.lines()).hasSize(1);

        seconds.addAndGet(1);
        idleRun();
        idleRun();

        assertThat(log.lines()).hasSize(2).last().isEqualTo("job resumed job=worker");
    }

    @Test
    void a_stop_ends_no_outage() {
        trialFails();
        seconds.addAndGet(60);
        state.begin(Optional::empty);
        state.stop();

        state.end();

        assertThat(log.lines()).hasSize(1);
    }
}
