package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Time passes here as the tests let it. */
class PaceTest {
    private static final long SECOND = 1_000_000_000;
    private static final long TEN_SECONDS = 10 * SECOND;
    private static final double WITHIN = 0.03;

    private final VirtualTime time = new VirtualTime(0);
    private final Random random = new Random(1);
    private final List<Used> all = new ArrayList<>();

    private record Used(long at, long amount) {}

    /** Takes pieces one after the other, and needs some time for each. */
    private final class Reader {
        private final Pace pace;
        private final long piece;
        private final int slowest;
        private long left;
        private long endedAt;

        Reader(Pace pace, long size, long piece, int slowest) {
            this.pace = pace;
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
            time.at(pace.take(piece), () -> {
                all.add(new Used(time.now(), piece));
                time.after(random.nextInt(slowest), this::next);
            });
        }
    }

    private Pace pace(long perSecond) {
        return new Pace(perSecond, time::now, nanos -> {
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
        Pace pace = pace(perSecond);
        IntStream.range(0, readers).forEach(i -> new Reader(pace, Long.MAX_VALUE, piece, 1_000_000).next());

        time.runUntil(3 * TEN_SECONDS);

        double right = 10.0 * perSecond;
        assertThat(windows(3 * TEN_SECONDS))
                .isNotEmpty()
                .allMatch(sum -> sum >= right * (1 - WITHIN) && sum <= right * (1 + WITHIN));
    }

    @Test
    void what_was_not_used_for_an_hour_is_no_burst() {
        Pace pace = pace(1_000);
        time.runUntil(3_600 * SECOND);
        IntStream.range(0, 8).forEach(i -> new Reader(pace, Long.MAX_VALUE, 1, 1_000).next());

        time.runUntil(3_600 * SECOND + 3 * TEN_SECONDS);

        assertThat(windows(time.now())).isNotEmpty().allMatch(sum -> sum <= 10_000 * (1 + WITHIN));
    }

    @Test
    void a_large_file_does_not_hold_up_a_small_one() {
        Pace pace = pace(10_000_000);
        new Reader(pace, 5_000_000_000L, 100_000, 1).next();
        time.runUntil(TEN_SECONDS);
        Reader small = new Reader(pace, 10_000_000, 100_000, 1);

        small.next();
        time.runUntil(2 * TEN_SECONDS);

        assertThat(small.endedAt - TEN_SECONDS)
                .as("each has half of what there is")
                .isBetween(2 * SECOND * 97 / 100, 2 * SECOND * 103 / 100);
    }

    @Test
    void who_waits_goes_on_when_it_is_its_turn() {
        AtomicLong now = new AtomicLong(7);
        Pace pace = new Pace(10, now::get, now::addAndGet);

        IntStream.range(0, 21).forEach(i -> pace.await(1));

        assertThat(now.get() - 7).isEqualTo(2 * SECOND);
        assertThat(pace.nanosToTurn()).isEqualTo(SECOND / 10);
    }

    @Test
    void without_a_limit_nobody_waits() {
        Pace pace = pace(0);

        IntStream.range(0, 1_000).forEach(i -> pace.await(Integer.MAX_VALUE));

        assertThat(pace.nanosToTurn()).isZero();
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_kept() {
        Pace pace = pace(1);
        pace.await(1);
        Thread.currentThread().interrupt();

        pace.await(1);

        assertThat(Thread.interrupted()).isTrue();
    }
}
