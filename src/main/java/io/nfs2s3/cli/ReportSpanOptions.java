package io.nfs2s3.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --from}, {@code --to} and {@code --zone}: the time that a report is about. */
final class ReportSpanOptions {
    @Option(
            names = "--from",
            paramLabel = "DAY",
            converter = DayOrMoment.Converter.class,
            description = "From this time on: a day (2026-11-21), 2026-11-21T21:30:00Z, or how long ago: 30d. From the"
                    + " beginning without it.")
    private @Nullable DayOrMoment from;

    @Option(
            names = "--to",
            paramLabel = "DAY",
            converter = DayOrMoment.Converter.class,
            description = "Up to this time: the end of a day, or the moment before. Up to now without it.")
    private @Nullable DayOrMoment to;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "The time zone whose days are meant: Europe/Berlin. That of this host without it.")
    private @Nullable String zone;

    /**
     * Nothing is known of the future: it ends now at the latest.
     *
     * @throws IllegalArgumentException when nothing can lie in it, or the zone is none
     */
    ReportSpan span(Clock clock) {
        ZoneId days = zone();
        Instant now = clock.instant();
        Instant end = to == null ? now : to.end(clock, days);
        return new ReportSpan(
                from == null ? Instant.EPOCH : from.begin(clock, days), end.isAfter(now) ? now : end, days);
    }

    private ZoneId zone() {
        if (zone == null) {
            return ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "--zone " + zone + ": give a time zone by its name, such as Europe/Berlin or UTC", e);
        }
    }
}
