package io.nfs2s3.schedule;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.quartz.CronExpression;

/** When a job runs: every so often, or by a Quartz cron expression. */
public sealed interface JobSchedule {
    /** What began on another host less than so long before a run is due belongs to the same turn. */
    Duration turn(Instant now);

    /** Again so long after the last start, or at once when the last run took longer. The time of day does not matter. */
    record Every(Duration interval) implements JobSchedule {
        public Every {
            if (interval.toMillis() < 10) {
                throw new IllegalArgumentException("a schedule runs every 10 ms at the most");
            }
        }

        /** A host that starts does not begin anew what another did a moment ago. */
        @Override
        public Duration turn(Instant now) {
            return interval.multipliedBy(9).dividedBy(10);
        }
    }

    /**
     * By the time of day in the time zone of the host. A run that is due while the last one goes on is left out.
     *
     * @param expression six or seven fields, seconds first
     */
    record Cron(String expression) implements JobSchedule {
        private static final Duration MOST = Duration.ofHours(1);

        public Cron {
            if (!CronExpression.isValidExpression(expression)) {
                throw new IllegalArgumentException(
                        "\"" + expression + "\" is neither an interval (\"5 s\") nor a Quartz cron expression");
            }
        }

        /** The clocks of two hosts may differ, by half of the time to the next turn, and an hour at the most. */
        @Override
        public Duration turn(Instant now) {
            try {
                CronExpression cron = new CronExpression(expression);
                Date next = cron.getNextValidTimeAfter(Date.from(now));
                Date second = next == null ? null : cron.getNextValidTimeAfter(next);
                Duration half = second == null
                        ? MOST
                        : Duration.between(next.toInstant(), second.toInstant()).dividedBy(2);
                return half.compareTo(MOST) < 0 ? half : MOST;
            } catch (ParseException e) {
                throw new IllegalStateException("it was valid when it was read", e);
            }
        }
    }
}
