package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimiterTest {
    private final AtomicInteger rate = new AtomicInteger();
    private final RateLimiter limiter = new RateLimiter(rate::get);

    @ParameterizedTest
    @CsvSource({"1, 1, PT1S", "50, 1, PT0.02S", "10000, 100, PT0.01S"})
    void a_second_is_dealt_out_evenly(int perSecond, int atOnce, Duration period) {
        RateLimiterConfig config = RateLimiter.config(perSecond);

        assertThat(config.getLimitForPeriod()).isEqualTo(atOnce);
        assertThat(config.getLimitRefreshPeriod()).isEqualTo(period);
    }

    @Test
    void without_a_limit_every_turn_comes_at_once() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(limiter.tryAcquire()).isTrue();
        }
    }

    @Test
    void even_the_slowest_rate_gives_every_turn() {
        rate.set(1);
        long start = System.nanoTime();
        for (int i = 0; i < 3; i++) {
            limiter.acquire();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void a_thread_that_waits_takes_note_of_another_rate() {
        rate.set(1);
        await().until(() -> !limiter.tryAcquire());

        rate.set(0);

        assertThat(limiter.tryAcquire()).isTrue();
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_kept() {
        rate.set(1);
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> {
            for (int turn = 0; turn < 1_000; turn++) { // some come at once, if the machine makes a pause
                limiter.acquire();
            }
        });
        assertThat(Thread.interrupted()).isTrue();
    }
}
