package io.nfs2s3.lifecycle.verify;

import java.util.concurrent.atomic.LongAdder;

/** How far a verify is, and what it asked of the store. Thread-safe. */
public final class VerifyProgress {
    private final LongAdder files = new LongAdder();
    private final LongAdder underWay = new LongAdder();
    private final LongAdder leftToSweep = new LongAdder();
    private final LongAdder lists = new LongAdder();
    private final LongAdder heads = new LongAdder();
    private final LongAdder reads = new LongAdder();

    /** Files that were judged. */
    public long files() {
        return files.sum();
    }

    /** Files that were being uploaded or flipped when they were met: no fault. Other QUEUED files are not met. */
    public long underWay() {
        return underWay.sum();
    }

    /** Superseded objects that the sweep removes in its time. */
    public long leftToSweep() {
        return leftToSweep.sum();
    }

    /** LIST requests. */
    public long lists() {
        return lists.sum();
    }

    /** HEAD requests. */
    public long heads() {
        return heads.sum();
    }

    /** Objects that were read. */
    public long reads() {
        return reads.sum();
    }

    void file() {
        files.increment();
    }

    void isUnderWay() {
        underWay.increment();
    }

    void isLeftToSweep() {
        leftToSweep.increment();
    }

    void list() {
        lists.increment();
    }

    void head() {
        heads.increment();
    }

    void read() {
        reads.increment();
    }
}
