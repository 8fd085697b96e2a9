package io.nfs2s3.worker;

import io.nfs2s3.resilience.Backoff;
import java.time.Duration;
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

    private final LongSupplier nanos;
    private final Backoff pause;
    private volatile boolean trial;
    private long failedAt;

    /** @param nanos a clock such as {@link System#nanoTime()} */
    OutageBackoff(LongSupplier nanos) {
        this.nanos = nanos;
        this.pause = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), nanos);
    }

    /** Whether a run may begin now. */
    boolean isDue() {
        return pause.left().isZero();
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
        if (trial) {
            pause.failed();
        }
        trial = true;
        failedAt = nanos.getAsLong();
    }

    /** A file was flipped. */
    void succeeded() {
        if (trial) {
            trial = false;
            pause.succeeded();
        }
    }
}
