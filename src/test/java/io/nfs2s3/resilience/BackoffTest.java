package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(1), now::get);

    @Test
    void nothing_is_waited_for_before_a_failure_and_after_a_success() {
        assertThat(backoff.left()).isZero();
        backoff.failed();
        backoff.succeeded();
        assertThat(backoff.left()).isZero();
    }

    @Test
    void each_failure_in_a_row_doubles_the_wait_up_to_a_limit() {
        for (long seconds : new long[] {5, 10, 20, 40, 60, 60}) {
            backoff.failed();
            assertThat(backoff.left())
                    .isBetween(Duration.ofSeconds(seconds).multipliedBy(4).dividedBy(5), Duration.ofSeconds(seconds));
        }
        for (int i = 0; i < 100; i++) {
            backoff.failed();
        }
        assertThat(backoff.left()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void the_wait_ends() {
        backoff.failed();
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(backoff.left()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(2));
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(backoff.left()).isZero();
    }
}
