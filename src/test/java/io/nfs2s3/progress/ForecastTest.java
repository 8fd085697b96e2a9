package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.progress.Forecast.Left;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForecastTest {
    private static final int RUNS = 200;
    private static final Instant BEGAN = Instant.parse("2026-03-02T00:00:00Z");
    private static final int RATE = 1_000;
    private static final long SIZE = 5_000;

    private static Minute minute(int number, long files) {
        return new Minute(BEGAN.plusSeconds(60L * number), files, files * SIZE, 1_000_000L);
    }

    /** At the same rate in each of them. */
    private static List<Minute> steady(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> minute(number, RATE))
                .toList();
    }

    /** What takes so long at the rate. */
    private static Left left(int minutes) {
        return new Left((long) minutes * RATE, (double) minutes * RATE * SIZE);
    }

    private static Eta after(int minutes, List<Minute> past, int left) {
        return Forecast.of(past, left(left), BEGAN.plusSeconds(60L * minutes), moment -> true);
    }

    private static boolean isNight(Instant moment) {
        return LocalTime.ofInstant(moment, ZoneOffset.UTC).getHour() < 6;
    }

    private static long low(Eta eta) {
        Long low = eta.lowSeconds();
        return low == null ? -1 : low;
    }

    private static long high(Eta eta) {
        Long high = eta.highSeconds();
        return high == null ? -1 : high;
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 50, 75})
    void nine_times_of_ten_the_true_end_is_in_the_range(int percent) {
        List<Double> widths = new ArrayList<>();
        int right = 0;
        for (int seed = 1; seed <= RUNS; seed++) {
            SimulatedRun run = new SimulatedRun(seed);
            int minutes = run.minutesAt(percent);
            Eta eta = run.etaAt(minutes);
            assertThat(eta.reason()).isNull();
            long end = run.secondsFrom(minutes);
            right += low(eta) <= end && end <= high(eta) ? 1 : 0;
            widths.add((double) high(eta) / low(eta));
        }

        assertThat(right).isGreaterThanOrEqualTo(RUNS * 9 / 10);
        Collections.sort(widths);
        assertThat(widths.get(RUNS / 2)).as("a range that says something").isLessThan(4);
    }

    @Test
    void when_nothing_is_left_it_is_over() {
        assertThat(after(60, steady(0, 60), 0)).isEqualTo(new Eta(0L, 0L, null));
    }

    @Test
    void before_ten_minutes_of_work_nobody_knows() {
        assertThat(after(9, steady(0, 9), 60)).isEqualTo(Eta.unknown(Eta.YOUNG));
        assertThat(after(10, steady(0, 10), 60).reason()).isNull();
        assertThat(after(10, List.of(), 60)).isEqualTo(Eta.unknown(Eta.YOUNG));
    }

    @Test
    void a_steady_rate_gives_a_narrow_range_around_what_it_says() {
        Eta eta = after(1_440, steady(0, 1_440), 600);

        assertThat(low(eta)).isBetween(500 * 60L, 600 * 60L);
        assertThat(high(eta)).isBetween(600 * 60L, 780 * 60L);
    }

    @Test
    void a_pause_is_no_slow_rate_and_another_one_is_expected() {
        List<Minute> past = new ArrayList<>(steady(0, 600));
        IntStream.range(600, 900)
                .mapToObj(number -> new Minute(BEGAN.plusSeconds(60L * number), 0, 0, 1_000_000L))
                .forEach(past::add);
        past.addAll(steady(900, 1_200));
        Eta without = after(1_200, steady(300, 1_200), 600);

        Eta eta = after(1_200, past, 600);

        assertThat(low(eta)).isEqualTo(low(without));
        assertThat(high(eta)).isGreaterThan(high(without) + 300 * 60L);
    }

    @Test
    void when_no_daemon_was_up_it_stood_still() {
        List<Minute> past = new ArrayList<>(steady(0, 600));
        past.addAll(steady(900, 1_200));

        assertThat(Past.of(past, moment -> true)).satisfies(sorted -> {
            assertThat(sorted.running()).hasSize(900);
            assertThat(sorted.stops()).isEqualTo(1);
            assertThat(sorted.stopped()).isEqualTo(300);
        });
    }

    @Test
    void a_minute_of_large_files_is_no_stop_and_one_without_work_is_nothing() {
        List<Minute> past = new ArrayList<>(steady(0, 20));
        past.add(minute(20, 0));
        past.add(minute(21, RATE));
        IntStream.range(22, 60)
                .mapToObj(number -> new Minute(BEGAN.plusSeconds(60L * number), 0, 0, 0L))
                .forEach(past::add);

        assertThat(Past.of(past, moment -> true)).satisfies(sorted -> {
            assertThat(sorted.running()).hasSize(22);
            assertThat(sorted.stops()).isZero();
        });
    }

    @Test
    void hours_are_left_out_of_the_rate_and_put_into_the_forecast() {
        List<Minute> past = new ArrayList<>(steady(0, 360));
        IntStream.range(360, 720)
                .mapToObj(number -> new Minute(BEGAN.plusSeconds(60L * number), 0, 0, 1_000_000L))
                .forEach(past::add);

        Eta eta = Forecast.of(past, left(300), BEGAN.plusSeconds(720 * 60), ForecastTest::isNight);

        assertThat(Past.of(past, ForecastTest::isNight).stops()).isZero();
        assertThat(low(eta)).as("from the next midnight on").isBetween((720 + 240) * 60L, (720 + 300) * 60L);
        assertThat(high(eta)).isGreaterThan((720 + 300) * 60L);
    }

    @Test
    void where_no_hour_comes_nobody_knows() {
        Instant now = BEGAN.plusSeconds(60 * 60);

        assertThat(Forecast.of(steady(0, 60), left(60), now, moment -> moment.isBefore(now)))
                .isEqualTo(Eta.unknown(Eta.CLOSED));
    }

    @Test
    void files_that_are_larger_than_before_are_reckoned_by_their_bytes() {
        Left larger = new Left(60L * RATE, 600.0 * RATE * SIZE);

        Eta eta = Forecast.of(steady(0, 1_440), larger, BEGAN.plusSeconds(1_440 * 60), moment -> true);

        assertThat(low(eta)).isLessThanOrEqualTo(60 * 60L);
        assertThat(high(eta)).isGreaterThanOrEqualTo(600 * 60L);
    }
}
