package io.nfs2s3.schedule;

import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.TimeZone;
import org.quartz.CronExpression;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the time of day for one cron job. It is told the time again and again, and never reckons with a time that was
 * told before: a clock that is set back is followed at once. Not thread-safe.
 *
 * <p>Daylight saving: a moment that is left out in spring counts as that at which the clocks go on. In autumn a job that
 * runs at least once an hour runs on, and any other one runs once. Quartz reads the expression, on local time without a
 * zone: with one it leaves such moments out, two hours of an hourly job in autumn.
 */
final class CronTimes {
    private static final Logger log = LoggerFactory.getLogger(CronTimes.class);

    /** Small steps back are those of a clock that is kept right. */
    private static final Duration LEAP = Duration.ofSeconds(10);

    private final CronExpression expression;
    private final ZoneId zone;
    private Instant last;
    /** Up to here all moments are over. */
    private LocalDateTime seen;

    /** @param now when it begins: moments up to then are over */
    CronTimes(JobSchedule.Cron schedule, Instant now) {
        try {
            this.expression = new CronExpression(schedule.expression());
        } catch (ParseException e) {
            throw new IllegalStateException("it was valid when the settings were read", e);
        }
        expression.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
        this.zone = schedule.zone();
        this.last = now;
        this.seen = local(now);
    }

    /** Whether the job was to start since the last time that was told; several such moments count as one. */
    boolean isDue(Instant now) {
        if (now.isBefore(last.minus(LEAP))) {
            log.warn(
                    "the clock was set back, cron jobs follow it seconds={}",
                    Duration.between(now, last).toSeconds());
            last = now;
            seen = local(now);
        }
        if (now.isBefore(last)) {
            return false; // or what has run would run again
        }
        followAutumn(now);
        boolean due = !nextAfter(seen).isAfter(local(now));
        leaveOut(now);
        return due;
    }

    /** Moments up to now are over, though the job may not have started: it was at work. */
    void leaveOut(Instant now) {
        if (now.isBefore(last)) {
            return;
        }
        followAutumn(now);
        LocalDateTime time = local(now);
        if (time.isAfter(seen)) {
            seen = time;
        }
        last = now;
    }

    /** A job that runs at least once an hour runs in the hour that comes twice, too. */
    private void followAutumn(Instant now) {
        Duration back = Duration.ofSeconds(offset(last) - offset(now));
        if (!back.isNegative() && !back.isZero() && !nextAfter(seen).isAfter(seen.plus(back))) {
            seen = local(now).minus(Duration.between(last, now));
        }
    }

    /** About when it is due next; {@link Instant#MAX} when never. */
    Instant next() {
        LocalDateTime next = nextAfter(seen);
        return next.equals(LocalDateTime.MAX) ? Instant.MAX : next.atZone(zone).toInstant();
    }

    private LocalDateTime nextAfter(LocalDateTime time) {
        Date next = expression.getNextValidTimeAfter(Date.from(time.toInstant(ZoneOffset.UTC)));
        return next == null ? LocalDateTime.MAX : LocalDateTime.ofInstant(next.toInstant(), ZoneOffset.UTC);
    }

    private LocalDateTime local(Instant time) {
        return LocalDateTime.ofInstant(time, zone);
    }

    private int offset(Instant time) {
        return zone.getRules().getOffset(time).getTotalSeconds();
    }
}
