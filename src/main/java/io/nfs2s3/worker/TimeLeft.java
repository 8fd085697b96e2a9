package io.nfs2s3.worker;

import java.time.Duration;

/** One time-out for several waits: what one of them takes, the next ones have not. Immutable. */
final class TimeLeft {
    private final long end;

    private TimeLeft(long end) {
        this.end = end;
    }

    /** It begins now. */
    static TimeLeft of(Duration whole) {
        return new TimeLeft(System.nanoTime() + whole.toNanos());
    }

    /** What is left of it; zero when it is over. */
    Duration duration() {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
