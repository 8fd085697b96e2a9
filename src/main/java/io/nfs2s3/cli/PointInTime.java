package io.nfs2s3.cli;

import io.nfs2s3.settings.DurationText;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment as an operator gives it: {@code 2026-11-21T21:30:00Z}, with any offset, or how long ago: {@code 2h}. */
sealed interface PointInTime {
    Duration LONGEST = Duration.ofDays(36_500);

    Instant at(Clock clock);

    /** A moment by date and time. */
    record At(Instant instant) implements PointInTime {
        @Override
        public Instant at(Clock clock) {
            return instant;
        }
    }

    /** So long before the command began. */
    record Ago(Duration duration) implements PointInTime {
        @Override
        public Instant at(Clock clock) {
            return clock.instant().minus(duration);
        }
    }

    /** Reads it from the command line. */
    final class Converter implements ITypeConverter<PointInTime> {
        @Override
        public PointInTime convert(String text) {
            Optional<PointInTime> ago = DurationText.parse(text)
                    .filter(duration -> duration.compareTo(LONGEST) <= 0)
                    .map(Ago::new);
            return ago.or(() -> at(text))
                    .orElseThrow(() -> new TypeConversionException("'" + text
                            + "' is no moment; give a date and time with its offset (2026-11-21T21:30:00Z,"
                            + " 2026-11-21T22:30+01:00), or how long ago (30m, 2h, 3d, PT2H30M, P7D)"));
        }

        private static Optional<PointInTime> at(String iso) {
            try {
                OffsetDateTime moment = OffsetDateTime.parse(iso);
                return moment.getYear() < 1970 || moment.getYear() > 9999
                        ? Optional.empty()
                        : Optional.of(new At(moment.toInstant()));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }
}
