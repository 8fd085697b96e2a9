package io.nfs2s3.origin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpDateTime;
import org.jspecify.annotations.Nullable;

/** Dates of HTTP (RFC 9110, 5.6.7) by Jetty. */
final class HttpDates {
    private static final long NO_DATE = -1;

    private HttpDates() {}

    /** Not by {@code HttpDateTime}, which writes the first nine days of a month with one digit. */
    static String format(Instant time) {
        return DateGenerator.formatDate(time);
    }

    /** Empty when there is none, or it is no date: the header is then ignored. */
    static Optional<Instant> parse(@Nullable String header) {
        long millis = header == null ? NO_DATE : HttpDateTime.parseToEpoch(header);
        return millis == NO_DATE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** To the second, which is all that a date of HTTP holds. */
    static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
