package io.nfs2s3.worker;

import io.nfs2s3.resilience.Pace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Gives permits for files in flight, at the pace that is set. How many there are may change at any time; a live file goes
 * before all others that wait.
 * Thread-safe.
 */
final class ConcurrencyLimiter {
    /** For one file, to be in flight. */
    final class Permit {
        private final int ofRun = run;
        private final long givenAt = System.nanoTime();
        private boolean copied;

        private Permit() {}

        /** Nanoseconds since it was given. */
        long age() {
            return System.nanoTime() - givenAt;
        }

        /** The file is copied, and waits for its flip: another may be in flight. */
        void copied() {
            lock.lock();
            try {
                if (!copied) {
                    copied = true;
                    inFlight--;
                    waitingForFlip++;
                    signal();
                }
            } finally {
                lock.unlock();
            }
        }

        /** The file has its outcome. Called once. */
        void release() {
            lock.lock();
            try {
                if (copied) {
                    waitingForFlip--;
                } else {
                    inFlight--;
                }
                if (ofRun == run) {
                    outOfRun--;
                }
                signal();
            } finally {
                lock.unlock();
            }
        }
    }

    private static final long LOOK_UP = Duration.ofMillis(100).toNanos();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BooleanSupplier trial;
    private final Pace pace;
    private final int most;
    private final int flips;
    private int limit;
    private int inFlight;
    private int waitingForFlip;
    private int liveWaiting;
    private int run;
    /** Permits of this run that are out, also while they wait for their flip. */
    private int outOfRun;

    /**
     * @param most permits there may be at once, and are at first
     * @param flips copied files that may wait for their flip, 1 at least; at more there are no permits
     * @param trial whether a run has one permit only, for the time being, and it is out until the flip
     * @param pace how many permits there may be in a second
     */
    ConcurrencyLimiter(int most, int flips, BooleanSupplier trial, Pace pace) {
        this.pace = pace;
        this.most = most;
        this.limit = most;
        this.flips = flips;
        this.trial = trial;
    }

    /**
     * Begins a run. What an earlier one left in flight, which may hang for as long as a large PUT may take, keeps no
     * trial from starting.
     */
    void beginRun() {
        lock.lock();
        try {
            run++;
            outOfRun = 0;
            signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a permit.
     *
     * @param goesOn looked at while it waits; when it is false there is no point in waiting any longer
     * @return empty when there is none
     */
    Optional<Permit> acquire(boolean live, BooleanSupplier goesOn) {
        lock.lock();
        try {
            if (!await(live, goesOn)) {
                return Optional.empty();
            }
            pace.take(1);
            inFlight++;
            outOfRun++;
            return Optional.of(new Permit());
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a permit could be had at once. @return whether that is so */
    boolean awaitFree(boolean live, BooleanSupplier goesOn) {
        lock.lock();
        try {
            return await(live, goesOn);
        } finally {
            lock.unlock();
        }
    }

    private boolean await(boolean live, BooleanSupplier goesOn) {
        liveWaiting += live ? 1 : 0;
        try {
            for (long pause = pause(live); pause > 0 && goesOn.getAsBoolean(); pause = pause(live)) {
                changed.awaitNanos(pause);
            }
            return pause(live) == 0 && goesOn.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            liveWaiting -= live ? 1 : 0;
            signal();
        }
    }

    /** How long to wait, in nanoseconds, if nobody says anything before; 0 when there is a permit. */
    private long pause(boolean live) {
        return isFree(live) ? Math.min(pace.nanosToTurn(), LOOK_UP) : LOOK_UP;
    }

    private boolean isFree(boolean live) {
        // What hangs keeps a trial from starting as little where the store's answers have brought the limit down to it.
        boolean oneMore = trial.getAsBoolean() ? outOfRun == 0 && inFlight < most : inFlight < limit;
        boolean free = oneMore && waitingForFlip < flips;
        return free && (live || liveWaiting == 0);
    }

    /** How many there are from now on, 1 at least. Fewer than are out takes none back. */
    void limit(int limit) {
        lock.lock();
        try {
            this.limit = Math.max(1, limit);
            signal();
        } finally {
            lock.unlock();
        }
    }

    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    /** Threads that wait for a permit. */
    int waiting() {
        lock.lock();
        try {
            return lock.getWaitQueueLength(changed);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until none is out, and no flip waited for. @return false when one still is at the end of the patience */
    boolean awaitAll(Duration patience) {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (inFlight + waitingForFlip > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return inFlight + waitingForFlip == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** There are a handful of waiters with different wishes: each looks for itself, if there is anything to look at. */
    private void signal() {
        if (lock.hasWaiters(changed)) {
            changed.signalAll();
        }
    }
}
