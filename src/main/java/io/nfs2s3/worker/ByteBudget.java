package io.nfs2s3.worker;

import java.util.concurrent.Semaphore;

/** Bounds the memory of files in flight. First come, first served, so that a large part is not starved. */
final class ByteBudget {
    private static final int UNIT = 1024;
    private final Semaphore units;
    private final int all;

    ByteBudget(long bytes) {
        this.all = (int) Math.min(Integer.MAX_VALUE, Math.max(1, bytes / UNIT));
        this.units = new Semaphore(all, true);
    }

    /** The whole budget. */
    long bytes() {
        return (long) all * UNIT;
    }

    /** Waits until so many bytes are free. More than the whole budget waits for, and takes, the whole budget. */
    void acquire(long bytes) {
        units.acquireUninterruptibly(units(bytes));
    }

    void release(long bytes) {
        units.release(units(bytes));
    }

    private int units(long bytes) {
        return (int) Math.min(all, (bytes + UNIT - 1) / UNIT);
    }
}
