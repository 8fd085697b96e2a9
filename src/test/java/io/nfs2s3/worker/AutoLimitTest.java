package io.nfs2s3.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutoLimitTest {
    private static final int MOST = 1_000;
    private static final long MILLI = 1_000_000;
    private static final long MIB = 1024 * 1024;
    private static final Duration QUICK = Duration.ofMillis(20);
    private long now = MILLI;
    private final List<Integer> readers = new ArrayList<>();
    private final ConcurrencyLimiter limiter =
            new ConcurrencyLimiter(MOST, 1, () -> false, Paces.unlimited(), ConcurrencyLimiter.ALL);
    private final AutoLimit limit = new AutoLimit(limiter, MOST, Duration.ofSeconds(5), readers::add, () -> now);

    @Test
    void it_begins_low_and_permits_and_readers_follow_as_it_grows() {
        assertThat(limit.now()).isEqualTo(8);
        take();
        assertThat(limiter.inFlight()).isEqualTo(8);

        copy(1_000, 30 * MILLI, 20_000);

        assertThat(limit.now()).isGreaterThan(30);
        assertThat(limiter.inFlight()).isEqualTo(limit.now());
        assertThat(readers).isSorted().startsWith(8).endsWith(limit.now());
    }

    @Test
    void a_store_that_asks_for_fewer_requests_gets_fewer() {
        copy(1_000, 30 * MILLI, 20_000);
        int before = limit.now();
        now += 50 * MILLI;

        for (int i = 0; i < before; i++) {
            limit.put(QUICK.minus(QUICK));
            limit.slowDown(Duration.ZERO);
        }

        assertThat(limit.now()).isLessThan(before * 3 / 4);
        assertThat(limiter.awaitFree(true, () -> false)).isFalse();
    }

    @Test
    void puts_that_take_too_long_count_as_refused() {
        copy(1_000, 30 * MILLI, 20_000);
        int before = limit.now();
        now += 10_000 * MILLI;

        for (int i = 0; i < before; i++) {
            limit.put(Duration.ofMillis(5_001));
        }

        assertThat(limit.now()).isLessThan(before);
    }

    /** A file of ten times the size takes ten times as long, and says no more. */
    @Test
    void large_files_count_by_what_a_small_one_would_have_taken() {
        copy(500, 30 * MILLI, 20_000);
        int before = limit.now();

        copy(200, 300 * MILLI, 10 * MIB);

        assertThat(limit.now()).isGreaterThan(before);
    }

    @Test
    void flips_that_take_long_bring_it_down() {
        copy(1_000, 30 * MILLI, 20_000);
        limit.flipped(10 * MILLI);
        int before = limit.now();

        limit.flipped(2_000 * MILLI);
        copy(55, 30 * MILLI, 20_000);

        assertThat(limit.now()).isLessThan(before * 9 / 10);
    }

    @Test
    void after_an_outage_it_begins_low_again() {
        copy(1_000, 30 * MILLI, 20_000);

        limit.restart();

        assertThat(limit.now()).isEqualTo(8);
        assertThat(readers).endsWith(8);
    }

    private void take() {
        while (limiter.inFlight() < limit.now()) {
            assertThat(limiter.acquire(true, () -> true)).isPresent();
        }
    }

    /** One each ten milliseconds, with all permits out. */
    private void copy(int files, long nanos, long bytes) {
        for (int i = 0; i < files; i++) {
            take();
            now += 10 * MILLI;
            limit.put(Duration.ofNanos(nanos));
            limit.copied(nanos, bytes);
        }
        take();
    }
}
