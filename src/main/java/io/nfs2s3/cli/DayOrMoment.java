package io.nfs2s3.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A day as an operator gives it, {@code 2026-11-21}, or any {@link PointInTime}. */
sealed interface DayOrMoment {
    /** The first moment of it. */
    Instant begin(Clock clock, ZoneId zone);

    /** The first moment after it; a moment is its own end. */
    Instant end(Clock clock, ZoneId zone);

    /** A whole day of a time zone. */
    record Day(LocalDate day) implements DayOrMoment {
        @Override
        public Instant begin(Clock clock, ZoneId zone) {
            return day.atStartOfDay(zone).toInstant();
        }

        @Override
        public Instant end(Clock clock, ZoneId zone) {
            return day.plusDays(1).atStartOfDay(zone).toInstant();
        }
    }

    /** A moment, the same in every time zone. */
    record Moment(PointInTime point) implements DayOrMoment {
        @Override
        public Instant begin(Clock clock, ZoneId zone) {
            return point.at(clock);
        }

        @Override
        public Instant end(Clock clock, ZoneId zone) {
            return point.at(clock);
        }
    }

    /** Reads it from the command line. */
    final class Converter implements ITypeConverter<DayOrMoment> {
        private final PointInTime.Converter moments = new PointInTime.Converter();

        @Override
        public DayOrMoment convert(String text) {
            return day(text).orElseGet(() -> moment(text));
        }

        private static Optional<DayOrMoment> day(String text) {
            try {
                LocalDate day = LocalDate.parse(text);
                return day.getYear() < 1970 || day.getYear() > 9998 ? Optional.empty() : Optional.of(new Day(day));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        private DayOrMoment moment(String text) {
            try {
                return new Moment(moments.convert(text));
            } catch (TypeConversionException e) {
                throw new TypeConversionException(e.getMessage() + ", or a day (2026-11-21)");
            }
        }
    }
}
