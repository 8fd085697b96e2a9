package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
    private static final Duration SLOW = Duration.ofSeconds(5);
    private static final Duration QUICK = Duration.ofMillis(20);
    private final ConcurrencyLimiter limiter =
            new ConcurrencyLimiter(64, 1, () -> false, Paces.unlimited(), ConcurrencyLimiter.ALL);
    private final AdaptiveLimit limit = new AdaptiveLimit(limiter, 64, SLOW);

    @Test
    void it_begins_with_all() {
        assertThat(limit.now()).isEqualTo(64);
    }

    @Test
    void a_store_that_asks_for_fewer_requests_gets_a_tenth_fewer() {
        limit.slowDown(QUICK);

        assertThat(limit.now()).isEqualTo(57);
    }

    @Test
    void puts_that_take_too_long_count_as_well() {
        limit.put(SLOW.plusMillis(1));

        assertThat(limit.now()).isEqualTo(57);
    }

    @Test
    void it_never_sinks_below_one_and_grows_one_by_one_when_the_store_is_well() {
        for (int i = 0; i < 100; i++) {
            limit.slowDown(QUICK);
        }
        assertThat(limit.now()).isEqualTo(1);
        assertThat(limiter.acquire(false, () -> true)).isPresent();

        limit.put(QUICK);
        assertThat(limit.now()).isEqualTo(2);
        limit.put(QUICK);
        assertThat(limit.now()).isEqualTo(3);
    }

    @Test
    void it_does_not_grow_while_most_permits_are_not_used() {
        limit.slowDown(QUICK);

        limit.put(QUICK);

        assertThat(limit.now()).isEqualTo(57);
    }

    @Test
    void the_permits_follow() {
        for (int i = 0; i < 100; i++) {
            limit.slowDown(QUICK);
        }
        assertThat(limiter.acquire(true, () -> true)).isPresent();

        AtomicBoolean once = new AtomicBoolean(true);
        assertThat(limiter.awaitFree(true, () -> once.getAndSet(false))).isFalse();
    }
}
