package io.nfs2s3.worker;

import io.nfs2s3.resilience.Pace;

/**
 * Holds the reading of files that are copied to so many bytes a second, all of this host together
 * ({@code worker.maxBytesPerSecond}). It is dealt out in pieces, first come, first served: a large file neither holds up the
 * others nor is read at once. Thread-safe.
 */
final class ReadPace {
    private static final int LARGEST_PIECE = 128 * 1024;
    private static final int PIECES_PER_SECOND = 100;

    private final Pace pace;
    private final int piece;

    /** @param bytesPerSecond that the pace deals out; 0 for no limit */
    ReadPace(long bytesPerSecond, Pace pace) {
        this.pace = pace;
        this.piece = bytesPerSecond == 0
                ? Integer.MAX_VALUE
                : (int) Math.max(1, Math.min(LARGEST_PIECE, bytesPerSecond / PIECES_PER_SECOND));
    }

    /** Waits until some of these bytes may be read. @return how many, 1 at least; all of them where there is no limit */
    int await(int wanted) {
        int now = Math.min(wanted, piece);
        pace.await(now);
        return now;
    }
}
