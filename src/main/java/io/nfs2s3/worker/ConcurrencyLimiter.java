package io.nfs2s3.worker;

import io.nfs2s3.resilience.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Gives permits for files in flight, at the pace that is set. How many there are may change at any time; a live file goes
 * before all others that wait. Where bytes have a pace, so that a file of the backfill may be read for hours, few of these are
 * read at a time, and live files have permits beside them. Thread-safe.
 */
final class ConcurrencyLimiter {
    /** For one file, to be in flight. */
    final class Permit {
        private final int ofRun = run;
        private final long givenAt = System.nanoTime();
        private final boolean live;
        private boolean copied;
        /** Whether it is one of the few of the backfill that are read. */
        private boolean counted;

        private Permit(boolean live, boolean counted) {
            this.live = live;
            this.counted = counted;
            if (counted) {
                backfillReading++;
                readingOfRun++;
            }
        }

        boolean isLive() {
            return live;
        }

        /** Nanoseconds since it was given. */
        long age() {
            return System.nanoTime() - givenAt;
        }

        /** All bytes of the file were read: another of the backfill may be. */
        void read() {
            lock.lock();
            try {
                endReading();
                signal();
            } finally {
                lock.unlock();
            }
        }

        private void endReading() {
            if (counted) {
                counted = false;
                backfillReading--;
                readingOfRun -= ofRun == run ? 1 : 0;
            }
        }

        /** The file is copied, and waits for its flip: another may be in flight. */
        void copied() {
            lock.lock();
            try {
                endReading();
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
                endReading();
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

    /** No limit of the files of the backfill that are read at once. */
    static final int ALL = Integer.MAX_VALUE;

    private static final long LOOK_UP = Duration.ofMillis(100).toNanos();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final BooleanSupplier trial;
    private final RateLimiter pace;
    private final int most;
    private final int flips;
    private final int backfillReaders;
    private int limit;
    private int inFlight;
    /** Files of the backfill that have a permit and are not read yet; 0 where these have no limit. */
    private int backfillReading;
    /** Those with a permit of this run. */
    private int readingOfRun;

    private int waitingForFlip;
    private int liveWaiting;
    private int run;
    /** How many permits of this run are out, also while they wait for their flip. */
    private int outOfRun;

    /**
     * @param most permits there may be at once, and are at first
     * @param flips copied files that may wait for their flip, 1 at least; at more there are no permits
     * @param trial whether a run has one permit only, for the time being, and it is out until the flip
     * @param pace how many files to be read may have a permit in a second
     * @param backfillReaders files of the backfill that may be read at once, 1 at least; {@link #ALL} where bytes have no pace
     */
    ConcurrencyLimiter(int most, int flips, BooleanSupplier trial, RateLimiter pace, int backfillReaders) {
        this.pace = pace;
        this.most = most;
        this.limit = most;
        this.flips = flips;
        this.trial = trial;
        this.backfillReaders = backfillReaders;
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
            readingOfRun = 0;
            signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a permit for a file that is to be read.
     *
     * @param goesOn looked at while it waits; when it is false there is no point in waiting any longer
     * @return empty when there is none
     */
    Optional<Permit> acquire(boolean live, BooleanSupplier goesOn) {
        return acquire(live, true, goesOn);
    }

    /** The same for one that is not read: it takes nothing of the pace. */
    Optional<Permit> acquireUnread(boolean live, BooleanSupplier goesOn) {
        return acquire(live, false, goesOn);
    }

    private Optional<Permit> acquire(boolean live, boolean reads, BooleanSupplier goesOn) {
        lock.lock();
        try {
            if (!await(live, reads, goesOn)) {
                return Optional.empty();
            }
            if (reads) {
                pace.take(1);
            }
            inFlight++;
            outOfRun++;
            return Optional.of(new Permit(live, reads && !live && backfillReaders != ALL));
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a permit for a file that is to be read could be had at once. @return whether that is so */
    boolean awaitFree(boolean live, BooleanSupplier goesOn) {
        lock.lock();
        try {
            return await(live, true, goesOn);
        } finally {
            lock.unlock();
        }
    }

    private boolean await(boolean live, boolean reads, BooleanSupplier goesOn) {
        liveWaiting += live ? 1 : 0;
        try {
            for (long pause = pause(live, reads); pause > 0 && goesOn.getAsBoolean(); pause = pause(live, reads)) {
                changed.awaitNanos(pause);
            }
            return pause(live, reads) == 0 && goesOn.getAsBoolean();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            liveWaiting -= live ? 1 : 0;
            signal();
        }
    }

    /** How long to wait, in nanoseconds, if nobody says anything before; 0 when there is a permit. */
    private long pause(boolean live, boolean reads) {
        if (!isFree(live, reads)) {
            return LOOK_UP;
        }
        return reads ? Math.min(pace.nanosToTurn(), LOOK_UP) : 0;
    }

    private boolean isFree(boolean live, boolean reads) {
        // Those that wait for the pace of bytes are few, and keep their permits for hours.
        int all = live ? inFlight - backfillReading : inFlight;
        int ofThisRun = live ? outOfRun - readingOfRun : outOfRun;
        // What hangs keeps a trial from starting as little where the store's answers have brought the limit down to it.
        boolean oneMore = trial.getAsBoolean() ? ofThisRun == 0 && all < most : all < limit;
        boolean free = oneMore && waitingForFlip < flips;
        return free && (live || (liveWaiting == 0 && (!reads || backfillReading < backfillReaders)));
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
