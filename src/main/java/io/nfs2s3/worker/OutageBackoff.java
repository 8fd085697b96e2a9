package io.nfs2s3.worker;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How a worker takes up its work after an outage. A check may find everything up where no file comes through (a bucket
 * that can be looked at and not written to), and each message that is received for that is spent in the end. So a run
 * is a trial, of one file at a time, until one is flipped; and after each trial that fails it waits, 1, 2, 4 … up to
 * 60 s, less up to 20 % so that the workers of many hosts do not try together. Thread-safe.
 */
final class OutageBackoff {
    /** For so long messages that met an outage stay hidden. */
    static final Duration HIDDEN = Duration.ofSeconds(5);

    private static final double FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_DOUBLINGS = 6;
    private final LongSupplier nanos;
    private volatile boolean trial;
    private int failures;
    private long failedAt;
    private long waitNanos;

    /** @param nanos a clock such as {@link System#nanoTime()} */
    OutageBackoff(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether a run may begin now. */
    synchronized boolean isDue() {
        return waitNanos == 0 || nanos.getAsLong() - failedAt >= waitNanos;
    }

    /** Whether files are tried one at a time, for none was flipped since the last outage. */
    boolean isTrial() {
        return trial;
    }

    /** Whether a run that finds no message may call the outage over: had messages met it, they would be back by now. */
    synchronized boolean isOver() {
        return !trial || nanos.getAsLong() - failedAt >= 2 * HIDDEN.toNanos();
    }

    /** A run that found everything up at its start met an outage. */
    synchronized void failed() {
        failures = trial ? failures + 1 : 0;
        trial = true;
        failedAt = nanos.getAsLong();
        double wait = FIRST_NANOS * Math.pow(2, Math.min(failures - 1, MOST_DOUBLINGS));
        double jitter = ThreadLocalRandom.current().nextDouble(0.8, 1);
        waitNanos = failures == 0 ? 0 : (long) (Math.min(wait, LONGEST_NANOS) * jitter);
    }

    /** A file was flipped. */
    void succeeded() {
        if (trial) {
            trial = false;
        }
    }
}
