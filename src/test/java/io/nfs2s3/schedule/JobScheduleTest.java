package io.nfs2s3.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.SimpleTrigger;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;

class JobScheduleTest {
    @Test
    void an_interval_repeats_for_ever_and_makes_up_for_nothing() {
        var trigger = (SimpleTrigger) trigger(new JobSchedule.Every(Duration.ofSeconds(5)));

        assertThat(trigger.getRepeatInterval()).isEqualTo(5_000);
        assertThat(trigger.getRepeatCount()).isEqualTo(SimpleTrigger.REPEAT_INDEFINITELY);
        assertThat(trigger.getMisfireInstruction())
                .isEqualTo(SimpleTrigger.MISFIRE_INSTRUCTION_RESCHEDULE_NEXT_WITH_REMAINING_COUNT);
    }

    @Test
    void a_cron_expression_is_taken_as_it_is_and_makes_up_for_nothing() {
        var trigger = (CronTrigger) trigger(new JobSchedule.Cron("0/10 * * * * ?"));

        assertThat(trigger.getCronExpression()).isEqualTo("0/10 * * * * ?");
        assertThat(trigger.getMisfireInstruction()).isEqualTo(CronTrigger.MISFIRE_INSTRUCTION_DO_NOTHING);
    }

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

    private static Trigger trigger(JobSchedule schedule) {
        return TriggerBuilder.newTrigger().withSchedule(schedule.toQuartz()).build();
    }
}
