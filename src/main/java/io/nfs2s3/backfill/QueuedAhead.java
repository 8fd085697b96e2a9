package io.nfs2s3.backfill;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether enough files are QUEUED for the time being. It counts rows, for messages say little: one has one file, another
 * five hundred. It asks when the room that the last answer left is used up, and then a tenth of the time at most. For one
 * thread.
 */
final class QueuedAhead {
    private static final long LEAST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final int SHARE = 10;
    private final LongSupplier count;
    private long limit;
    private long room;
    private long next = System.nanoTime();

    /** @param count how many files are QUEUED */
    QueuedAhead(LongSupplier count) {
        this.count = count;
    }

    /** @param most files that may be QUEUED */
    boolean isFull(long most) {
        if (most != limit || (room <= 0 && System.nanoTime() - next >= 0)) {
            long start = System.nanoTime();
            long queued = count.getAsLong();
            limit = most;
            room = most - queued;
            long now = System.nanoTime();
            next = now + Math.max(LEAST_PAUSE, SHARE * (now - start));
        }
        return room <= 0;
    }

    /** So many were added. */
    void used(long files) {
        room -= files;
    }
}
