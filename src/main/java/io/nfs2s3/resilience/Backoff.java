package io.nfs2s3.resilience;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How long to leave something alone that failed: twice as long after each failure in a row, up to a limit, less up to
 * 20 % so that many hosts do not try together. Thread-safe.
 */
public final class Backoff {
    private static final int MOST_DOUBLINGS = 30;
    private final Duration first;
    private final Duration longest;
    private final LongSupplier nanos;
    private int failures;
    private long failedAt;
    private long waitNanos;

    /**
     * @param first after one failure
     * @param longest after many
     * @param nanos a clock such as {@link System#nanoTime()}
     */
    public Backoff(Duration first, Duration longest, LongSupplier nanos) {
        this.first = first;
        this.longest = longest;
        this.nanos = nanos;
    }

    /** How long it is still left alone; zero when it may be tried. */
    public synchronized Duration left() {
        long left = failures == 0 ? 0 : waitNanos - (nanos.getAsLong() - failedAt);
        return Duration.ofNanos(Math.max(0, left));
    }

    /** It failed just now. */
    public synchronized void failed() {
        double wait = first.toNanos() * Math.pow(2, Math.min(failures, MOST_DOUBLINGS));
        double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1);
        waitNanos = (long) (Math.min(wait, (double) longest.toNanos()) * jitter);
        failedAt = nanos.getAsLong();
        failures++;
    }

    /** It went well: the next failure is the first. */
    public synchronized void succeeded() {
        failures = 0;
    }
}
