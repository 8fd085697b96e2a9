package io.nfs2s3.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How long something is, as people write it in a settings file and on the command line. Thread-safe. */
public final class DurationText {
    /** A bare number, also 1e3 or +5, would be taken for milliseconds. */
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]+\\.)?[0-9]+\\s*\\p{L}+");
    /** Without signs. */
    private static final Pattern ISO = Pattern.compile("P[0-9.DTHMS]+", Pattern.CASE_INSENSITIVE);

    private DurationText() {}

    /**
     * A duration with its unit: {@code 90 s}, {@code 30m}, {@code 2 hours}, {@code 7d}, {@code 500 ms}, {@code 2h30m},
     * {@code PT2H30M}, {@code P7D}. A day has 24 hours. What is longer than 292 years with one unit counts as 292 years.
     *
     * @return empty for what is none; never negative
     */
    public static Optional<Duration> parse(String text) {
        String trimmed = text.strip();
        return withUnit(trimmed)
                .or(() -> Stream.of(trimmed, "PT" + trimmed, "P" + trimmed)
                        .flatMap(iso -> iso(iso).stream())
                        .findFirst());
    }

    private static Optional<Duration> withUnit(String text) {
        if (!NUMBER_AND_UNIT.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ConfigFactory.parseMap(Map.of("duration", text)).getDuration("duration"));
        } catch (ConfigException e) {
            return Optional.empty(); // no such unit
        }
    }

    private static Optional<Duration> iso(String text) {
        if (!ISO.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
