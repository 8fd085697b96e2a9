package io.nfs2s3.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.resilience.LimitRule.Reason;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LimitRuleTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private long now = SECOND;
    private final LimitRule rule = new LimitRule(8, 1_000, 0, () -> now);

    @Test
    void it_begins_with_the_least() {
        assertThat(rule.limit()).isEqualTo(8);
    }

    @Test
    void it_grows_by_little_a_round_and_not_while_nobody_uses_it() {
        work(3, 30 * MILLI, 1);
        assertThat(rule.limit()).isEqualTo(8);

        work(1, 30 * MILLI, rule.limit());
        assertThat(rule.limit()).isBetween(8, 10);
        work(9, 30 * MILLI, 1_000);
        assertThat(rule.limit()).isGreaterThan(20);
    }

    @Test
    void calls_that_take_longer_bring_it_down_to_the_least_and_no_further() {
        work(10, 30 * MILLI, 1_000);
        int before = rule.limit();

        work(1, 60 * MILLI, 1_000);

        assertThat(rule.limit()).isLessThan(before * 2 / 3);
        assertThat(rule.reason()).isEqualTo(Reason.SLOW);
    }

    @Test
    void refusals_bring_it_down_at_once_by_their_share_and_to_one_in_the_end() {
        work(10, 30 * MILLI, 1_000);
        int before = rule.limit();
        now += 40 * MILLI;

        for (int i = 0; i < before; i++) {
            rule.answered(0);
            rule.refused(0);
        }
        assertThat(rule.limit()).isBetween(before / 3, before * 2 / 3);
        assertThat(rule.reason()).isEqualTo(Reason.REFUSED);

        for (int i = 0; i < 5_000; i++) {
            now += 10 * MILLI;
            rule.refused(0);
        }
        assertThat(rule.limit()).isEqualTo(1);
    }

    @Test
    void it_does_not_grow_while_the_cpu_is_used_up() {
        work(5, 30 * MILLI, 1_000);
        int before = rule.limit();
        rule.busy(true);

        work(3, 30 * MILLI, 1_000);

        assertThat(rule.limit()).isLessThanOrEqualTo(before);
        assertThat(rule.reason()).isEqualTo(Reason.BUSY);
    }

    @Test
    void what_calls_lead_to_brings_it_down_as_well() {
        work(10, 30 * MILLI, 1_000);
        int before = rule.limit();

        rule.besides(0.5);
        work(1, 30 * MILLI, 1_000);

        assertThat(rule.limit()).isLessThan(before * 3 / 4);
    }

    @Test
    void after_half_a_minute_of_rest_it_begins_anew() {
        work(10, 30 * MILLI, 1_000);
        now += 31 * SECOND;

        rule.ended(30 * MILLI, 1);

        assertThat(rule.limit()).isEqualTo(8);
    }

    @Test
    void four_times_a_minute_all_hosts_halve_it_at_the_same_moment_for_a_round() {
        LimitRule other = new LimitRule(8, 1_000, 0, () -> now);
        int dips = 0;
        boolean before = false;
        int high = 8;
        while (now < 61 * SECOND) {
            now += 30 * MILLI;
            rule.ended(30 * MILLI, 1_000);
            other.ended(30 * MILLI, 1_000);
            boolean dip = rule.limit() <= high * 0.55;
            assertThat(other.limit()).isEqualTo(rule.limit());
            dips += dip && !before ? 1 : 0;
            before = dip;
            high = dip ? high : rule.limit();
        }
        assertThat(dips).isEqualTo(4);
    }

    /** A round takes longer than a dip is away. */
    @Test
    void calls_that_take_20_seconds_let_it_grow_all_the_same() {
        int highest = 8;
        while (now < 600 * SECOND) {
            now += 20 * SECOND / rule.limit();
            rule.ended(20 * SECOND, 1_000);
            highest = Math.max(highest, rule.limit());
        }
        assertThat(highest).isGreaterThan(12);
    }

    @Test
    void so_do_calls_that_end_all_at_once_after_more_than_half_a_minute() {
        for (int wave = 0; wave < 20; wave++) {
            now += 40 * SECOND;
            int underWay = rule.limit();
            for (int i = 0; i < underWay; i++) {
                rule.ended(40 * SECOND, underWay);
            }
        }
        assertThat(rule.limit()).isGreaterThan(12);
    }

    @Test
    void where_calls_are_slow_it_is_halved_less_often_but_is_halved() {
        int dips = 0;
        boolean before = false;
        int high = 8;
        while (now < 601 * SECOND) {
            now += SECOND / 10;
            rule.ended(5 * SECOND, 1_000);
            boolean dip = rule.limit() < high; // it only grows else
            dips += dip && !before ? 1 : 0;
            before = dip;
            high = dip ? high : rule.limit();
        }
        assertThat(dips).isEqualTo(5);
    }

    @Property(tries = 200, seed = "1")
    void whatever_comes_it_stays_between_one_and_the_most(
            @ForAll @Size(max = 400) List<@IntRange(max = 5) Integer> events,
            @ForAll @LongRange(min = 1, max = 10_000) long millis) {
        LimitRule any = new LimitRule(8, 50, 0, () -> now);
        for (int event : events) {
            now += event * millis * MILLI / 5;
            switch (event) {
                case 0 -> any.refused(0);
                case 1 -> any.besides(0.01);
                case 2 -> any.busy(now % 2 == 0);
                case 3 -> any.answered(millis * MILLI);
                default -> any.ended(millis * MILLI / event, event * 20);
            }
            assertThat(any.limit()).isBetween(1, 50);
        }
    }

    /** Rounds of half a second, in which a call ends every ten milliseconds. */
    private void work(int rounds, long took, int underWay) {
        for (int i = 0; i < rounds * 51; i++) {
            now += 10 * MILLI;
            rule.answered(took);
            rule.ended(took, underWay);
        }
    }
}
