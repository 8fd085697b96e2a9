package io.nfs2s3.schedule;

import java.time.Duration;
import org.quartz.CronExpression;

/** When a job runs: every so often, or by a Quartz cron expression. */
public sealed interface JobSchedule {
    /** Again so long after the last start, or at once when the last run took longer. The time of day does not matter. */
    record Every(Duration interval) implements JobSchedule {
        public Every {
            if (interval.toMillis() < 10) {
                throw new IllegalArgumentException("a schedule runs every 10 ms at the most");
            }
        }
    }

    /**
     * By the time of day in the time zone of the host. A run that is due while the last one goes on is left out.
     *
     * @param expression six or seven fields, seconds first
     */
    record Cron(String expression) implements JobSchedule {
        public Cron {
            if (!CronExpression.isValidExpression(expression)) {
                throw new IllegalArgumentException(
                        "\"" + expression + "\" is neither an interval (\"5 s\") nor a Quartz cron expression");
            }
        }
    }
}
