package io.nfs2s3.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
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
    void what_is_no_cron_expression_is_refused() {
        for (String wrong : List.of("", "soon", "* * * * *", "0/10 * * * * *", "61 * * * * ?")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new JobSchedule.Cron(wrong))
                    .withMessage("\"" + wrong + "\" is neither an interval (\"5 s\") nor a Quartz cron expression");
        }
    }
}
