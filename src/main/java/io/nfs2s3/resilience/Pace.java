package io.nfs2s3.resilience;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Holds what many threads do to so much a second, as a whole: who takes some is told when it is its turn, in the order of
 * asking (the generic cell rate algorithm, ITU-T I.371). Of what was not used a tenth of a second's worth may be caught up
 * with, so in any ten seconds there is one percent too much at most, and what was taken last.
 *
 * <p>Thread-safe. For one thread, turns one by one, and a rate that changes there is {@link RateLimiter}.
 */
public final class Pace {
    private static final long SECOND = 1_000_000_000;
    private static final long SLACK = SECOND / 10;

    private final long perSecond;
    private final LongSupplier clock;
    private final LongConsumer pause;

    /** When the turn of who takes next is. */
    private long next;

    /**
     * Begins now.
     *
     * @param perSecond 0 for no limit
     * @param clock nanoseconds of any origin that never go back, such as {@link System#nanoTime}
     * @param pause lets so many nanoseconds pass, or fewer
     */
    public Pace(long perSecond, LongSupplier clock, LongConsumer pause) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.pause = pause;
        this.next = clock.getAsLong();
    }

    /** How long who takes now would wait, in nanoseconds; 0 for not at all. */
    public synchronized long nanosToTurn() {
        return perSecond == 0 ? 0 : Math.max(0, next - clock.getAsLong());
    }

    /** Takes so many, which may be used from a time on. @return that time, by the clock */
    public synchronized long take(long amount) {
        long now = clock.getAsLong();
        if (perSecond == 0) {
            return now;
        }
        long turn = Math.max(next, now - SLACK);
        next = turn + Math.round((double) amount * SECOND / perSecond);
        return turn;
    }

    /** Takes so many, and waits until they may be used, or the thread is interrupted. */
    public void await(long amount) {
        long turn = take(amount);
        for (long left = turn - clock.getAsLong();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = turn - clock.getAsLong()) {
            pause.accept(left);
        }
    }
}
