package io.nfs2s3.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cron job follows the time of day, wherever it leaps. */
class CronTimesTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private static CronTimes utc(String expression) {
        return new CronTimes(new JobSchedule.Cron(expression, ZoneOffset.UTC), NOON);
    }

    /** When a job starts, by a clock that is looked at every ten seconds. */
    private static List<String> starts(String expression, ZoneId zone, String from, Duration span) {
        Instant begin = Instant.parse(from);
        CronTimes times = new CronTimes(new JobSchedule.Cron(expression, zone), begin);
        List<String> starts = new ArrayList<>();
        for (Instant now = begin; now.isBefore(begin.plus(span)); now = now.plusSeconds(10)) {
            if (times.isDue(now)) {
                starts.add(now.atZone(zone).toLocalDateTime().toString());
            }
        }
        return starts;
    }

    @Test
    void it_is_due_once_at_each_of_its_times() {
        assertThat(starts("0 0/20 * * * ?", ZoneOffset.UTC, "2026-11-25T12:00:00Z", Duration.ofHours(1)))
                .containsExactly("2026-11-25T12:20", "2026-11-25T12:40");
    }

    @Test
    void a_look_that_comes_late_is_not_too_late() {
        CronTimes times = utc("0 30 12 * * ?");

        assertThat(times.isDue(NOON.plusSeconds(1_799))).isFalse();
        assertThat(times.isDue(Instant.parse("2026-11-25T17:00:00Z"))).isTrue();
        assertThat(times.isDue(Instant.parse("2026-11-25T17:00:01Z"))).isFalse();
    }

    @Test
    void several_times_that_were_missed_count_as_one() {
        CronTimes times = utc("0 * * * * ?");

        assertThat(times.isDue(NOON.plusSeconds(3_600))).isTrue();
        assertThat(times.isDue(NOON.plusSeconds(3_601))).isFalse();
        assertThat(times.isDue(NOON.plusSeconds(3_660))).isTrue();
    }

    @Test
    void a_job_that_is_at_work_while_the_clocks_go_back_runs_on() {
        Instant before = Instant.parse("2026-10-25T00:49:00Z"); // 2:49, eleven minutes before it is 2:00 again
        CronTimes times = new CronTimes(new JobSchedule.Cron("0 0/10 * * * ?", BERLIN), before);
        assertThat(times.isDue(before.plusSeconds(60))).isTrue();

        times.leaveOut(Instant.parse("2026-10-25T01:11:00Z"));

        assertThat(times.isDue(Instant.parse("2026-10-25T01:12:00Z"))).isFalse();
        assertThat(times.isDue(Instant.parse("2026-10-25T01:20:00Z"))).isTrue();
    }

    @Test
    void what_is_due_while_the_job_is_at_work_is_left_out() {
        CronTimes times = utc("0 * * * * ?");
        assertThat(times.isDue(NOON.plusSeconds(60))).isTrue();

        times.leaveOut(NOON.plusSeconds(200));

        assertThat(times.isDue(NOON.plusSeconds(201))).isFalse();
        assertThat(times.next()).isEqualTo(NOON.plusSeconds(240));
    }

    @Test
    void a_clock_that_is_set_back_is_followed() {
        CronTimes times = utc("0 * * * * ?");
        assertThat(times.isDue(NOON.plusSeconds(60))).isTrue();

        assertThat(times.isDue(NOON.minusSeconds(3_600))).isFalse();
        assertThat(times.isDue(NOON.minusSeconds(3_541))).isFalse();
        assertThat(times.isDue(NOON.minusSeconds(3_540)))
                .as("not when the clock has caught up")
                .isTrue();
    }

    @Test
    void a_clock_that_is_put_right_by_a_little_starts_nothing_twice() {
        CronTimes times = utc("0 * * * * ?");
        assertThat(times.isDue(NOON.plusSeconds(60))).isTrue();

        assertThat(times.isDue(NOON.plusSeconds(55))).isFalse();
        assertThat(times.isDue(NOON.plusSeconds(60))).isFalse();
        assertThat(times.isDue(NOON.plusSeconds(61))).isFalse();
        assertThat(times.isDue(NOON.plusSeconds(120))).isTrue();
    }

    @Test
    void an_expression_whose_last_time_is_over_is_never_due() {
        CronTimes times = utc("0 0 0 1 1 ? 2020");

        assertThat(times.next()).isEqualTo(Instant.MAX);
        assertThat(times.isDue(NOON.plusSeconds(1))).isFalse();
    }

    @Test
    void when_summer_begins_each_hour_that_there_is_counts() {
        assertThat(starts("0 0 * * * ?", BERLIN, "2026-03-29T00:30:00Z", Duration.ofHours(3)))
                .containsExactly("2026-03-29T03:00", "2026-03-29T04:00", "2026-03-29T05:00");
    }

    @Test
    void when_summer_ends_the_hour_that_comes_twice_counts_twice() {
        assertThat(starts("0 0 * * * ?", BERLIN, "2026-10-24T23:30:00Z", Duration.ofHours(4)))
                .containsExactly("2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T03:00", "2026-10-25T04:00");
    }

    @Test
    void a_nightly_job_whose_time_is_left_out_in_spring_starts_that_night_all_the_same() {
        assertThat(starts("0 30 2 * * ?", BERLIN, "2026-03-28T12:00:00Z", Duration.ofDays(2)))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("2026-03-29");
    }

    @Test
    void a_nightly_job_whose_time_comes_twice_in_autumn_starts_once() {
        assertThat(starts("0 30 2 * * ?", BERLIN, "2026-10-24T12:00:00Z", Duration.ofDays(2)))
                .hasSize(2)
                .first()
                .isEqualTo("2026-10-25T02:30");
    }
}
