package io.nfs2s3.schedule;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** When a job runs: every so often, or by a Quartz cron expression. */
public sealed interface JobSchedule {
    /** What began less than so long ago, on whichever host, is of the turn that is due now; empty while none was ever due. */
    Optional<Duration> turn(Instant now);

    /** Again so long after the last start, or at once when the last run took longer. The time of day does not matter. */
    record Every(Duration interval) implements JobSchedule {
        public Every {
            if (interval.toMillis() < 10) {
                throw new IllegalArgumentException("a schedule runs every 10 ms at the most");
            }
        }

        @Override
        public Optional<Duration> turn(Instant now) {
            return Optional.of(interval);
        }
    }

    /**
     * By the time of day. A run that is due while the last one goes on is left out.
     *
     * @param expression six or seven fields, seconds first
     * @param zone whose time of day it is
     */
    record Cron(String expression, ZoneId zone) implements JobSchedule {
        private static final Duration MOST = Duration.ofHours(1);
        private static final Duration LEAST = Duration.ofMinutes(1);
        private static final Duration LONGEST = Duration.ofDays(1_000);

        public Cron {
            if (!CronExpression.isValidExpression(expression)) {
                throw new IllegalArgumentException(
                        "\"" + expression + "\" is neither an interval (\"5 s\") nor a Quartz cron expression");
            }
        }

        /** In the time zone of the host, as all schedules of the settings are. */
        public Cron(String expression) {
            this(expression, ZoneId.systemDefault());
        }

        /**
         * Since it was due last. The clocks of two hosts may differ, by half of the time to the next turn, and an hour at the
         * most.
         */
        @Override
        public Optional<Duration> turn(Instant now) {
            try {
                CronExpression cron = new CronExpression(expression);
                cron.setTimeZone(TimeZone.getTimeZone(zone));
                return last(cron, now).map(due -> Duration.between(due, now).plus(slack(cron, now)));
            } catch (ParseException e) {
                throw new IllegalStateException("it was valid when it was read", e);
            }
        }

        /** Quartz only looks forward. */
        private static Optional<Instant> last(CronExpression cron, Instant now) {
            Instant last = Instant.MAX;
            for (Duration back = LEAST; last.isAfter(now) && back.compareTo(LONGEST) < 0; back = back.multipliedBy(2)) {
                last = next(cron, now.minus(back));
            }
            if (last.isAfter(now)) {
                return Optional.empty();
            }
            for (Instant next = last; !next.isAfter(now); next = next(cron, next)) {
                last = next;
            }
            return Optional.of(last);
        }

        private static Instant next(CronExpression cron, Instant after) {
            Date next = cron.getNextValidTimeAfter(Date.from(after));
            return next == null ? Instant.MAX : next.toInstant();
        }

        private static Duration slack(CronExpression cron, Instant now) {
            Instant next = next(cron, now);
            Instant second = next.equals(Instant.MAX) ? next : next(cron, next);
            Duration half = second.equals(Instant.MAX)
                    ? MOST
                    : Duration.between(next, second).dividedBy(2);
            return half.compareTo(MOST) < 0 ? half : MOST;
        }
    }
}
