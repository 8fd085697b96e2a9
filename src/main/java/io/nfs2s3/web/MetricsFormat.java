package io.nfs2s3.web;

import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** In which text format a scraper gets metrics. */
public final class MetricsFormat {
    /** What is understood by all that scrape. */
    public static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    /** For those that ask for it, such as Prometheus itself. */
    public static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String ASKED_FOR = "application/openmetrics-text";

    private MetricsFormat() {}

    /**
     * The content type to answer with.
     *
     * @param accept the header {@code Accept} of the request; null when it has none
     */
    public static String of(@Nullable String accept) {
        boolean openMetrics = accept != null
                && Stream.of(accept.toLowerCase(Locale.ROOT).split(",", -1)).anyMatch(MetricsFormat::wantsOpenMetrics);
        return openMetrics ? OPEN_METRICS : PROMETHEUS;
    }

    private static boolean wantsOpenMetrics(String range) {
        String[] parts = range.strip().split("\\s*;\\s*", -1);
        return parts[0].equals(ASKED_FOR) && Stream.of(parts).noneMatch(part -> part.matches("q=0(\\.0*)?"));
    }
}
