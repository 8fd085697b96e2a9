package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Time passes here as the tests let it. */
class RateLimiterTest {
    private static final long SECOND = 1_000_000_000;
    private static final long TEN_SECONDS = 10 * SECOND;
    private static final double WITHIN = 0.03;

    private final VirtualTime time = new VirtualTime(0);
    private final Random random = new Random(1);
    private final List<Used> all = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();

    private record Used(long at, long amount) {}

    /** Takes pieces one after the other, and needs some time for each. */
    private final class Reader {
        private final RateLimiter limiter;
        private final long piece;
        private final int slowest;
        private long left;
        private long endedAt;

        Reader(RateLimiter limiter, long size, long piece, int slowest) {
            this.limiter = limiter;
            this.left = size;
            this.piece = piece;
            this.slowest = slowest;
        }

        void next() {
            if (left <= 0) {
                endedAt = time.now();
                return;
            }
            left -= piece;
            time.at(limiter.take(piece), () -> {
                all.add(new Used(time.now(), piece));
                time.after(random.nextInt(slowest), this::next);
            });
        }
    }

    private RateLimiter limiter(long perSecond) {
        return new RateLimiter(() -> perSecond, time::now, nanos -> {
            throw new AssertionError("nobody waits here");
        });
    }

    /** What was used in the ten seconds from each use on, as far as they have passed. */
    private List<Long> windows(long end) {
        List<Long> sums = new ArrayList<>();
        long sum = 0;
        int to = 0;
        for (Used first : all) {
            if (first.at() + TEN_SECONDS > end) {
                break;
            }
            while (to < all.size() && all.get(to).at() < first.at() + TEN_SECONDS) {
                sum += all.get(to).amount();
                to++;
            }
            sums.add(sum);
            sum -= first.amount();
        }
        return sums;
    }

    @ParameterizedTest
    @CsvSource({
        "65536, 655, 1",
        "65536, 655, 64",
        "1048576, 10485, 1",
        "1048576, 10485, 64",
        "104857600, 131072, 8",
        "104857600, 131072, 64",
        "100, 1, 1",
        "1000, 1, 8"
    })
    void what_is_used_in_any_ten_seconds_is_within_three_percent(long perSecond, long piece, int readers) {
        RateLimiter limiter = limiter(perSecond);
        IntStream.range(0, readers).forEach(i -> new Reader(limiter, Long.MAX_VALUE, piece, 1_000_000).next());

        time.runUntil(3 * TEN_SECONDS);

        double right = 10.0 * perSecond;
        assertThat(windows(3 * TEN_SECONDS))
                .isNotEmpty()
                .allMatch(sum -> sum >= right * (1 - WITHIN) && sum <= right * (1 + WITHIN));
    }

    @Test
    void what_was_not_used_for_an_hour_is_no_burst() {
        RateLimiter limiter = limiter(1_000);
        limiter.take(1);
        time.runUntil(3_600 * SECOND);
        IntStream.range(0, 8).forEach(i -> new Reader(limiter, Long.MAX_VALUE, 1, 1_000).next());

        time.runUntil(3_600 * SECOND + 3 * TEN_SECONDS);

        assertThat(windows(time.now())).isNotEmpty().allMatch(sum -> sum <= 10_000 * (1 + WITHIN));
    }

    @Test
    void a_large_file_does_not_hold_up_a_small_one() {
        RateLimiter limiter = limiter(10_000_000);
        new Reader(limiter, 5_000_000_000L, 100_000, 1).next();
        time.runUntil(TEN_SECONDS);
        Reader small = new Reader(limiter, 10_000_000, 100_000, 1);

        small.next();
        time.runUntil(2 * TEN_SECONDS);

        assertThat(small.endedAt - TEN_SECONDS)
                .as("each has half of what there is")
                .isBetween(2 * SECOND * 97 / 100, 2 * SECOND * 103 / 100);
    }

    @Test
    void who_waits_goes_on_when_it_is_its_turn() {
        RateLimiter limiter = new RateLimiter(() -> 10, now::get, now::addAndGet);

        IntStream.range(0, 21).forEach(i -> limiter.await(1));

        assertThat(now.get()).isEqualTo(2 * SECOND);
        assertThat(limiter.nanosToTurn()).isEqualTo(SECOND / 10);
    }

    @Test
    void without_a_limit_nobody_waits() {
        RateLimiter limiter = limiter(0);

        IntStream.range(0, 1_000).forEach(i -> limiter.await(Integer.MAX_VALUE));
        IntStream.range(0, 1_000).forEach(i -> limiter.acquire());

        assertThat(limiter.nanosToTurn()).isZero();
    }

    /** The rates, the slowest and one at which turns are closer to each other than a wait is long, too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 50, 10_000})
    void turns_that_are_waited_for_come_at_the_rate(int perSecond) {
        RateLimiter limiter = new RateLimiter(() -> perSecond, now::get, now::addAndGet);

        IntStream.rangeClosed(0, 10 * perSecond).forEach(i -> limiter.acquire());

        assertThat(now.get()).isBetween(TEN_SECONDS, TEN_SECONDS + SECOND / 50);
    }

    @Test
    void a_high_rate_takes_fewer_waits_than_turns() {
        AtomicInteger waits = new AtomicInteger();
        RateLimiter limiter = new RateLimiter(() -> 10_000, now::get, nanos -> {
            waits.incrementAndGet();
            now.addAndGet(nanos);
        });

        IntStream.range(0, 10_000).forEach(i -> limiter.acquire());

        assertThat(waits).hasValueLessThanOrEqualTo(100);
    }

    @Test
    void who_waits_is_told_after_a_fifth_of_a_second_that_it_is_not_its_turn_and_takes_none() {
        RateLimiter limiter = new RateLimiter(() -> 1, now::get, now::addAndGet);

        assertThat(IntStream.range(0, 11).mapToObj(i -> limiter.tryAcquire()))
                .containsExactly(true, false, false, false, false, true, false, false, false, false, true);
        assertThat(now.get()).isEqualTo(2 * SECOND);
    }

    @Test
    void a_thread_that_waits_takes_note_of_another_rate() {
        AtomicInteger rate = new AtomicInteger(1);
        RateLimiter limiter = new RateLimiter(rate::get, now::get, now::addAndGet);
        limiter.take(3_600);
        assertThat(limiter.tryAcquire()).isFalse();

        rate.set(50);

        assertThat(limiter.tryAcquire()).isTrue();
        assertThat(limiter.nanosToTurn()).isEqualTo(SECOND / 50);

        rate.set(0);

        assertThat(limiter.tryAcquire()).isTrue();
        assertThat(limiter.nanosToTurn()).isZero();
    }

    @Test
    void many_threads_get_no_more_than_there_is() throws Exception {
        RateLimiter limiter = new RateLimiter(() -> 1_000, now::get, now::addAndGet);
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> IntStream.range(0, 500).forEach(turn -> limiter.acquire())))
                .toList();

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(now.get()).isGreaterThanOrEqualTo(39 * SECOND / 10);
    }

    @Test
    void an_interrupt_ends_the_wait_for_what_was_taken_and_is_kept() {
        RateLimiter limiter = limiter(1);
        limiter.await(1);
        Thread.currentThread().interrupt();

        limiter.await(1);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void an_interrupt_ends_the_wait_for_a_turn_and_is_kept() {
        RateLimiter limiter = new RateLimiter(() -> 1, now::get, nanos -> {});
        limiter.acquire();
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(CancellationException.class).isThrownBy(limiter::acquire);
        assertThat(Thread.interrupted()).isTrue();
    }
}
