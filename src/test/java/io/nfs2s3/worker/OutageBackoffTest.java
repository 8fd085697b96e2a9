package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageBackoffTest {
    private final AtomicLong nanos = new AtomicLong(-3);
    private final OutageBackoff backoff = new OutageBackoff(nanos::get);

    @Test
    void without_an_outage_nothing_waits_and_nothing_is_a_trial() {
        assertThat(backoff.isDue()).isTrue();
        assertThat(backoff.isTrial()).isFalse();
    }

    @Test
    void the_first_run_after_an_outage_is_a_trial_at_once() {
        backoff.failed();

        assertThat(backoff.isDue()).isTrue();
        assertThat(backoff.isTrial()).isTrue();
    }

    @Test
    void trials_that_fail_are_longer_and_longer_apart() {
        backoff.failed();
        for (long seconds : List.of(1, 2, 4, 8, 16, 32, 60, 60)) {
            backoff.failed();
            waits(seconds);
            assertThat(backoff.isTrial()).isTrue();
        }
    }

    @Test
    void a_flipped_file_ends_the_trial_and_the_waiting() {
        backoff.failed();
        backoff.failed();
        backoff.failed();
        backoff.succeeded();
        assertThat(backoff.isTrial()).isFalse();

        backoff.failed();

        assertThat(backoff.isDue()).isTrue();
        backoff.failed();
        waits(1);
    }

    private void waits(long seconds) {
        long all = Duration.ofSeconds(seconds).toNanos();
        nanos.addAndGet(all * 79 / 100);
        assertThat(backoff.isDue()).isFalse();
        nanos.addAndGet(all * 21 / 100);
        assertThat(backoff.isDue()).isTrue();
    }
}
