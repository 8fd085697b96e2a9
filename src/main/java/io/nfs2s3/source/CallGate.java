package io.nfs2s3.source;

import io.nfs2s3.resilience.LimitRule;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Lets as many calls to the mount go at a time as do not wait for one another, by {@link LimitRule}: the mount is the weakest of all,
 * and is the site's. Who came first goes first. Thread-safe.
 */
final class CallGate {
    private static final int LEAST = 4;

    /** The time of a call that a server answers from its memory, and of one that waits for a core here. */
    private static final Duration QUIET = Duration.ofMillis(3);

    private final LimitRule rule;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** Who waits, first come first; each is woken alone. */
    private final Deque<Condition> waiting = new ArrayDeque<>();

    private int underWay;
    private long backAt;

    /** @param clock nanoseconds since 1970, which never goes back */
    CallGate(int most, LongSupplier clock) {
        this.rule = new LimitRule(Math.min(LEAST, most), most, QUIET.toNanos(), clock);
        this.clock = clock;
        this.backAt = clock.getAsLong();
    }

    /**
     * Waits for its turn, for as long as calls come back: a mount that is slow is not down. Those before it have their turns for
     * no longer than a call is waited for, so its own comes.
     *
     * @param patience for which no call at all may fail to come back: what has the turns then hangs
     * @return whether its turn came
     */
    boolean enter(Duration patience) {
        lock.lock();
        try {
            boolean entered = (waiting.isEmpty() && isFree()) || comesUp(patience.toNanos());
            underWay += entered ? 1 : 0;
            return entered;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            wakeFirst();
            lock.unlock();
        }
    }

    private boolean comesUp(long patience) throws InterruptedException {
        long since = clock.getAsLong();
        Condition turn = lock.newCondition();
        waiting.add(turn);
        try {
            while (waiting.peek() != turn || !isFree()) {
                long left = patience - (clock.getAsLong() - Math.max(since, backAt));
                if (left <= 0) {
                    return false;
                }
                turn.await(left, TimeUnit.NANOSECONDS);
            }
            return true;
        } finally {
            waiting.remove(turn);
        }
    }

    private boolean isFree() {
        return underWay < rule.limit();
    }

    /** Who is woken wakes the next, so several go where several turns are free. */
    private void wakeFirst() {
        Condition first = waiting.peek();
        if (first != null && isFree()) {
            first.signal();
        }
    }

    /**
     * A call came back.
     *
     * @param took nanoseconds
     * @param good whether it did what it was called for: an error may come early or late, whatever the mount bears
     */
    void leave(long took, boolean good) {
        lock.lock();
        try {
            backAt = clock.getAsLong();
            rule.answered(took);
            if (good) {
                rule.ended(took, underWay);
            }
            underWay--;
            wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits for a call any more, which hangs: that is how a mount refuses. It does so now, whenever the call began. */
    void abandon() {
        lock.lock();
        try {
            rule.refused(0);
            underWay--;
            wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** How many calls there may be at once now. */
    int limit() {
        return rule.limit();
    }
}
