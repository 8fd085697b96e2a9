package io.nfs2s3.worker;

import io.nfs2s3.resilience.LimitRule;
import java.time.Duration;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in flight where their number finds itself ({@code worker.filesInFlight = auto}), by {@link LimitRule}: it goes by what a
 * file takes from its permit to its proof, so also by the wait for memory, for a reader and for the mount; by the store's
 * 503; by the flips; and by the CPU. Nothing is kept between starts. Thread-safe.
 */
final class AutoLimit implements FlightLimit {
    /** It begins with so many: a host that has just come is idle, and not warm. */
    static final int LEAST = 8;

    /** What a file of so many bytes takes, a larger one takes for each of them. */
    private static final long SMALL = 1024 * 1024;

    private static final long RECOVERED = Duration.ofMinutes(1).toNanos();

    /** A flip that takes no longer is never slow, nor one that takes no more than so many times the usual. */
    private static final long QUICK_FLIP = Duration.ofMillis(100).toNanos();

    private static final int SLOW_FLIP = 4;
    /** With each batch the usual may become this much longer. */
    private static final double DRIFT = 1.005;

    private static final Logger log = LoggerFactory.getLogger(AutoLimit.class);
    private final ConcurrencyLimiter limiter;
    private final LimitRule rule;
    private final IntConsumer readers;
    private final LongSupplier clock;
    private final CpuUse cpu;
    private final StoreOverload overload;
    private final long slow;
    private double usualFlip = Double.NaN;
    private int set;
    private int highest;
    private long refusedAt;

    /**
     * @param readers told how many files may be read and put at once
     * @param clock nanoseconds since 1970, which never goes back
     * @param slow a PUT of a small object that takes longer counts as refused
     */
    AutoLimit(ConcurrencyLimiter limiter, int most, Duration slow, IntConsumer readers, LongSupplier clock) {
        this.limiter = limiter;
        this.overload = new StoreOverload(log, most);
        this.slow = slow.toNanos();
        this.readers = readers;
        this.clock = clock;
        this.rule = new LimitRule(Math.min(LEAST, most), most, 0, clock);
        this.cpu = new CpuUse(clock);
        apply();
        log.info("files in flight find their number least={} most={}", Math.min(LEAST, most), most);
    }

    @Override
    public int now() {
        return rule.limit();
    }

    @Override
    public void copied(long nanos, long bytes) {
        cpu.look().ifPresent(rule::busy);
        rule.ended(nanos, nanos / Math.max(1, (bytes + SMALL - 1) / SMALL), limiter.inFlight());
        apply();
    }

    @Override
    public void put(Duration after) {
        if (after.toNanos() > slow) {
            slowDown(after);
        } else {
            rule.answered(after.toNanos());
        }
    }

    @Override
    public void slowDown(Duration after) {
        rule.refused(after.toNanos());
        overloaded();
        apply();
    }

    @Override
    public synchronized void flipped(long nanos) {
        double took = Math.max(1, (double) nanos);
        usualFlip = Double.isNaN(usualFlip) ? took : Math.min(took, usualFlip * DRIFT);
        rule.besides(Math.min(1, Math.max((double) QUICK_FLIP, SLOW_FLIP * usualFlip) / took));
    }

    @Override
    public synchronized void restart() {
        rule.restart();
        highest = 0;
        apply();
    }

    private synchronized void overloaded() {
        refusedAt = clock.getAsLong();
        overload.begins(rule.limit());
    }

    private synchronized void apply() {
        int now = rule.limit();
        if (clock.getAsLong() - refusedAt > RECOVERED) {
            overload.ends(now);
        }
        if (now == set) {
            return;
        }
        set = now;
        log.debug("files in flight limit={} reason={}", now, rule.reason());
        if (now > highest) {
            highest = now;
            readers.accept(now);
        }
        limiter.limit(now);
    }
}
