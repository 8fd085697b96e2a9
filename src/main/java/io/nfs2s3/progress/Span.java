package io.nfs2s3.progress;

import java.time.Duration;

/** How far back a look at the history goes, and in which steps. */
public enum Span {
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(30)),
    DAY(Duration.ofDays(1), Duration.ofMinutes(10), Duration.ofMinutes(2)),
    WEEK(Duration.ofDays(7), Duration.ofHours(1), Duration.ofMinutes(10)),
    /** All that is kept. Its steps grow with it: there are 801 at most, or one for each week. */
    ALL(Duration.ZERO, Duration.ZERO, Duration.ofMinutes(15));

    private static final Duration SHORT = Duration.ofDays(14);
    private static final Duration LONG = Duration.ofDays(800);

    private final Duration length;
    private final Duration step;
    private final Duration fresh;

    Span(Duration length, Duration step, Duration fresh) {
        this.length = length;
        this.step = step;
        this.fresh = fresh;
    }

    /** For how long what was read of it is good enough. */
    public Duration fresh() {
        return fresh;
    }

    /** How far back it goes; zero for as far as there is something. */
    Duration length() {
        return length;
    }

    /** @param whole from the beginning of the history to its end */
    Duration step(Duration whole) {
        if (this != ALL) {
            return step;
        }
        if (whole.compareTo(SHORT) <= 0) {
            return Duration.ofHours(1);
        }
        return whole.compareTo(LONG) <= 0 ? Duration.ofDays(1) : Duration.ofDays(7);
    }
}
