package io.nfs2s3.worker;

import io.nfs2s3.resilience.RateLimiter;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds the reading of files that are copied to so many bytes a second, all of this host together
 * ({@code worker.maxBytesPerSecond}). It is dealt out in pieces, so that a large file is not read at once. Live files come
 * first: at most one piece of the backfill is between two of theirs. Thread-safe.
 */
final class ReadPace {
    private static final int LARGEST_PIECE = 128 * 1024;
    private static final int PIECES_PER_SECOND = 100;

    private final RateLimiter pace;
    private final int piece;

    /** Held by the one file of the backfill that waits for the pace; the others queue here, and not before live files. */
    private final ReentrantLock backfill = new ReentrantLock(true);

    /** @param bytesPerSecond that the pace deals out; 0 for no limit */
    ReadPace(long bytesPerSecond, RateLimiter pace) {
        this.pace = pace;
        this.piece = bytesPerSecond == 0
                ? Integer.MAX_VALUE
                : (int) Math.max(1, Math.min(LARGEST_PIECE, bytesPerSecond / PIECES_PER_SECOND));
    }

    /** Waits until some of these bytes may be read. @return how many, 1 at least; all of them where there is no limit */
    int await(int wanted, boolean live) {
        int now = Math.min(wanted, piece);
        if (live || piece == Integer.MAX_VALUE) {
            pace.await(now);
            return now;
        }
        backfill.lock();
        try {
            pace.await(now);
        } finally {
            backfill.unlock();
        }
        return now;
    }

    /** Files of the backfill that wait for another one, which waits for the pace. */
    int backfillWaiting() {
        return backfill.getQueueLength();
    }
}
