package io.nfs2s3.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobScheduleTest {
    @Test
    void an_interval_is_10_ms_at_least() {
        assertThat(new JobSchedule.Every(Duration.ofMillis(10)).interval()).hasMillis(10);
        for (Duration wrong : List.of(Duration.ofMillis(9), Duration.ZERO, Duration.ofSeconds(-5))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new JobSchedule.Every(wrong))
                    .withMessageContaining("every 10 ms at the most");
        }
    }

    @Test
    void a_turn_lasts_from_when_it_was_due_to_the_next_one_and_begins_early_for_clocks_that_differ() {
        JobSchedule monthly = new JobSchedule.Cron("0 30 2 1 * ?");
        Instant due = LocalDateTime.of(2026, 11, 1, 2, 30)
                .atZone(ZoneId.systemDefault())
                .toInstant();

        assertThat(monthly.turn(due)).hasValue(Duration.ofHours(1));
        assertThat(monthly.turn(due.plus(Duration.ofDays(20)))).hasValue(Duration.ofHours(20 * 24 + 1));
        assertThat(new JobSchedule.Cron("0 * * * * ?").turn(due.plusSeconds(20)))
                .hasValue(Duration.ofSeconds(50));
        assertThat(new JobSchedule.Every(Duration.ofHours(1)).turn(due)).hasValue(Duration.ofHours(1));
        assertThat(new JobSchedule.Cron("0 0 0 1 1 ? 2098").turn(due))
                .as("never yet")
                .isEmpty();
    }

    @Test
    void a_turn_is_due_by_the_time_of_day_of_the_zone() {
        Instant now = Instant.parse("2026-11-25T18:30:00Z"); // 3:30 of the next day in Tokyo
        String nightly = "0 30 3 * * ?";

        assertThat(new JobSchedule.Cron(nightly, ZoneId.of("Asia/Tokyo")).turn(now))
                .hasValue(Duration.ofHours(1));
        assertThat(new JobSchedule.Cron(nightly, ZoneOffset.UTC).turn(now)).hasValue(Duration.ofHours(16));
    }

    @Test
    void a_schedule_of_the_settings_goes_by_the_zone_of_the_host() {
        assertThat(new JobSchedule.Cron("0 30 3 * * ?").zone()).isEqualTo(ZoneId.systemDefault());
    }

    @Test
    void what_is_no_cron_expression_is_refused() {
        for (String wrong : List.of("", "soon", "* * * * *", "0/10 * * * * *", "61 * * * * ?")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new JobSchedule.Cron(wrong))
                    .withMessage("\"" + wrong + "\" is neither an interval (\"5 s\") nor a Quartz cron expression");
        }
    }
}
