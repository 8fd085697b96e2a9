package io.nfs2s3.progress;

import io.nfs2s3.progress.PastDays.Day;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Sums {@code nfs2s3.history} by the days of a time zone. A minute or an hour belongs to the day in which it begins there. What was
 * folded into a day of UTC belongs to the day of the same date, whole. For one thread.
 */
final class HistoryDays {
    private final Instant from;
    private final Instant to;
    private final ZoneId zone;
    private final Map<LocalDate, Map<String, Day>> days = new TreeMap<>();
    private @Nullable LocalDate wholeUntil;
    private @Nullable Instant firstFlip;
    private @Nullable Instant lastFlip;

    /** A row: what one kind has in one step, of all hosts together. */
    private record Row(Step step, Instant at, String kind, long files, long bytes, long failed) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    Step.valueOf(row.getString("step")),
                    row.getTimestamp("at").toInstant(),
                    row.getString("kind"),
                    row.getLong("files"),
                    row.getLong("bytes"),
                    row.getLong("failed"));
        }
    }

    private enum Step {
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1)),
        DAY(Duration.ofDays(1));

        private final Duration length;

        Step(Duration length) {
            this.length = length;
        }
    }

    private HistoryDays(Instant from, Instant to, ZoneId zone) {
        this.from = from;
        this.to = to;
        this.zone = zone;
    }

    /** Reads the span: some ten thousand rows at the most, whatever was migrated. */
    static PastDays of(Handle handle, Instant from, Instant to, ZoneId zone) {
        HistoryDays sums = new HistoryDays(from, to, zone);
        handle.createQuery("""
                SELECT h.step, h.at, h.kind,
                    coalesce(sum(h.amount) FILTER (WHERE h.measure = 'flipped'), 0)::bigint AS files,
                    coalesce(sum(h.bytes) FILTER (WHERE h.measure = 'flipped'), 0)::bigint AS bytes,
                    coalesce(sum(h.amount) FILTER (WHERE h.measure = 'failed'), 0)::bigint AS failed
                FROM nfs2s3.history h
                WHERE h.measure IN ('flipped', 'failed')
                    AND (h.step IN ('MINUTE', 'HOUR') AND h.at >= :from AND h.at < :to
                        OR h.step = 'DAY' AND h.at >= :firstDay AND h.at < :endDay AND h.at < :to)
                GROUP BY h.step, h.at, h.kind ORDER BY h.at
                """)
                .bind("from", from)
                .bind("to", to)
                .bind("firstDay", beginOf(from.atZone(zone).toLocalDate()))
                .bind("endDay", beginOf(dayAfter(to.atZone(zone))))
                .map((row, context) -> Row.of(row))
                .forEach(sums::add);
        return new PastDays(
                began(handle).orElse(null),
                sums.wholeUntil,
                sums.firstFlip,
                sums.lastFlip,
                sums.days.values().stream()
                        .flatMap(kinds -> kinds.values().stream())
                        .toList());
    }

    private static Instant beginOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** The first day that has nothing of the time before a moment. */
    private static LocalDate dayAfter(ZonedDateTime end) {
        LocalDate day = end.toLocalDate();
        return end.toLocalTime().equals(LocalTime.MIDNIGHT) ? day : day.plusDays(1);
    }

    /** When the first step of all began, by the index. */
    static Optional<Instant> began(Handle handle) {
        return handle.createQuery("""
                SELECT least(
                    (SELECT min(h.at) FROM nfs2s3.history h WHERE h.step = 'MINUTE'),
                    (SELECT min(h.at) FROM nfs2s3.history h WHERE h.step = 'HOUR'),
                    (SELECT min(h.at) FROM nfs2s3.history h WHERE h.step = 'DAY'))
                """).mapTo(Instant.class).findOne();
    }

    private void add(Row row) {
        boolean whole = row.step() == Step.DAY;
        LocalDate day = row.at().atZone(whole ? ZoneOffset.UTC : zone).toLocalDate();
        if (whole) {
            wholeUntil = day;
        }
        if (row.files() > 0) {
            Instant end = within(row.at().plus(row.step().length));
            firstFlip = firstFlip == null ? within(row.at()) : firstFlip;
            lastFlip = lastFlip == null || lastFlip.isBefore(end) ? end : lastFlip;
        }
        days.computeIfAbsent(day, key -> new TreeMap<>())
                .merge(row.kind(), new Day(day, row.kind(), row.files(), row.bytes(), row.failed()), Day::plus);
    }

    /** A whole day of UTC may begin before the span and end after it, and an hour end after it. */
    private Instant within(Instant moment) {
        if (moment.isBefore(from)) {
            return from;
        }
        return moment.isAfter(to) ? to : moment;
    }
}
