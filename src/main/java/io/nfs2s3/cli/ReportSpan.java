package io.nfs2s3.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The time that a report is about.
 *
 * @param from the first moment of it; 1970 for all that there is
 * @param to the first moment after it
 * @param zone whose days are meant
 */
record ReportSpan(Instant from, Instant to, ZoneId zone) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    /** @throws IllegalArgumentException when it ends before it begins */
    ReportSpan {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("from " + from + " to " + to + ": nothing can lie between them");
        }
    }

    boolean isFromTheBeginning() {
        return from.equals(Instant.EPOCH);
    }

    /** A moment by the clock of the zone, to the minute: {@code 2026-11-21 21:30}. */
    String minute(Instant moment) {
        return MINUTE.format(moment.atZone(zone));
    }

    /** In words. */
    String text() {
        return (isFromTheBeginning() ? "from the beginning" : "from " + minute(from)) + " to " + minute(to)
                + ", by the clock of " + zone;
    }
}
