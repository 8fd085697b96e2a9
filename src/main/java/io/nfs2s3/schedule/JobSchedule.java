package io.nfs2s3.schedule;

import java.time.Duration;
import org.quartz.CronExpression;
import org.quartz.CronScheduleBuilder;
import org.quartz.ScheduleBuilder;
import org.quartz.SimpleScheduleBuilder;

/** When a job runs: every so often, or by a Quartz cron expression. */
public sealed interface JobSchedule {
    /** Again so long after the last start, or at once when the last run took longer. */
    record Every(Duration interval) implements JobSchedule {
        public Every {
            if (interval.toMillis() < 10) {
                throw new IllegalArgumentException("a schedule runs every 10 ms at the most");
            }
        }
    }

    /** @param expression six or seven fields, seconds first; in the time zone of the host */
    record Cron(String expression) implements JobSchedule {
        public Cron {
            if (!CronExpression.isValidExpression(expression)) {
                throw new IllegalArgumentException(
                        "\"" + expression + "\" is neither an interval (\"5 s\") nor a Quartz cron expression");
            }
        }
    }

    /** A run that was missed is not made up for: the next one does its work. */
    default ScheduleBuilder<?> toQuartz() {
        if (this instanceof Every every) {
            return SimpleScheduleBuilder.simpleSchedule()
                    .withIntervalInMilliseconds(every.interval().toMillis())
                    .repeatForever()
                    .withMisfireHandlingInstructionNextWithRemainingCount();
        }
        return CronScheduleBuilder.cronSchedule(((Cron) this).expression()).withMisfireHandlingInstructionDoNothing();
    }
}
