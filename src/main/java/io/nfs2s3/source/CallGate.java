package io.nfs2s3.source;

import io.nfs2s3.resilience.LimitRule;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets as many calls to the mount go at a time as do not wait for one another, by {@link LimitRule}: the mount is the weakest of all,
 * and is the site's. Thread-safe.
 */
final class CallGate {
    private static final int LEAST = 4;

    /** The time of a call that a server answers from its memory, and of one that waits for a core here. */
    private static final Duration QUIET = Duration.ofMillis(3);

    private static final class Permits extends Semaphore {
        private static final long serialVersionUID = 1L;

        private Permits(int permits) {
            super(permits);
        }

        private void change(int by) {
            if (by > 0) {
                release(by);
            } else {
                reducePermits(-by);
            }
        }
    }

    private final LimitRule rule;
    private final Permits permits;
    private int limit;

    /** @param clock nanoseconds since 1970, which never goes back */
    CallGate(int most, LongSupplier clock) {
        this.rule = new LimitRule(Math.min(LEAST, most), most, QUIET.toNanos(), clock);
        this.limit = rule.limit();
        this.permits = new Permits(limit);
    }

    /** Waits for its turn. @return whether it came in time */
    boolean enter(Duration patience) {
        try {
            return permits.tryAcquire() || permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A call came back. */
    void leave(long took) {
        rule.ended(took, limit() - permits.availablePermits());
        apply();
        permits.release();
    }

    /** Nobody waits for a call any more, which hangs. */
    void abandon() {
        permits.release();
    }

    private synchronized void apply() {
        int now = rule.limit();
        if (now != limit) {
            permits.change(now - limit);
            limit = now;
        }
    }

    /** How many calls there may be at once now. */
    synchronized int limit() {
        return limit;
    }
}
