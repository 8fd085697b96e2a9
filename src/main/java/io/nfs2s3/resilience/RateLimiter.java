package io.nfs2s3.resilience;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Holds what threads do to so much a second, as a whole, at a rate that may change at any time: who takes some is told when
 * it is its turn, in the order of asking (the generic cell rate algorithm, ITU-T I.371). Of what was not used a tenth of a
 * second's worth may be caught up with, so in any ten seconds there is one percent too much at most, and what was taken last.
 *
 * <p>That of Resilience4j deals out turns of a period, goes by the clock of the machine, and knows no number of bytes that
 * does not fit an {@code int}.
 *
 * <p>Thread-safe.
 */
public final class RateLimiter {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long SLACK = SECOND / 10;

    /** How soon another rate is noticed by a thread that waits for a turn. */
    private static final long PATIENCE = SECOND / 5;

    /** A thread waits as long at least, and has all turns that came meanwhile: few waits, also at a high rate. */
    private static final long SHORTEST_WAIT = SECOND / 100;

    private final LongSupplier perSecond;
    private final LongSupplier clock;
    private final LongConsumer pause;

    /** Of the last look; none before the first. */
    private long rate = -1;

    /** When the turn of who takes next is. */
    private long next;

    /**
     * Begins when it is first asked.
     *
     * @param perSecond asked each time; 0 for no limit. At another rate than before it begins anew
     * @param clock nanoseconds of any origin that never go back, such as {@link System#nanoTime}
     * @param pause lets so many nanoseconds pass, or fewer
     */
    public RateLimiter(LongSupplier perSecond, LongSupplier clock, LongConsumer pause) {
        this.perSecond = perSecond;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * One by the clock of this process.
     *
     * @param perSecond asked each time; 0 for no limit
     */
    public static RateLimiter of(IntSupplier perSecond) {
        return new RateLimiter(perSecond::getAsInt, System::nanoTime, LockSupport::parkNanos);
    }

    /** How long who takes now would wait, in nanoseconds; 0 for not at all. */
    public synchronized long nanosToTurn() {
        return currentRate() == 0 ? 0 : Math.max(0, next - clock.getAsLong());
    }

    /**
     * Takes so many, which may be used from a time on.
     *
     * @return that time, by the clock
     */
    public synchronized long take(long amount) {
        long most = currentRate();
        long now = clock.getAsLong();
        if (most == 0) {
            return now;
        }
        long turn = Math.max(next, now - SLACK);
        next = turn + Math.round((double) amount * SECOND / most);
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

    /** Waits for one, for a fifth of a second at the most. @return whether it was taken */
    public boolean tryAcquire() {
        long left = nanosToTurn();
        if (left > 0) {
            pause.accept(Math.min(PATIENCE, Math.max(left, SHORTEST_WAIT)));
        }
        return takeIfDue();
    }

    private synchronized boolean takeIfDue() {
        if (nanosToTurn() > 0) {
            return false;
        }
        take(1);
        return true;
    }

    /** Waits for one, and takes it. @throws CancellationException when the thread is interrupted */
    public void acquire() {
        while (!tryAcquire()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted while waiting for a turn");
            }
        }
    }

    /** Nobody waits for a turn of the rate before. */
    private synchronized long currentRate() {
        long now = perSecond.getAsLong();
        if (now != rate) {
            rate = now;
            next = clock.getAsLong();
        }
        return now;
    }
}
