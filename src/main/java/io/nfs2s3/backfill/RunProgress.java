package io.nfs2s3.backfill;

import io.nfs2s3.runs.BackfillCounts;
import java.util.concurrent.atomic.LongAdder;

/** How far a run is, for whoever looks on from another thread. */
public final class RunProgress {
    private final LongAdder looked = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private volatile BackfillCounts counts = BackfillCounts.NONE;
    private volatile String waits = "";

    /** Names that this pass came upon. */
    public long looked() {
        return looked.sum();
    }

    /** What became of the names of the whole run. */
    public BackfillCounts counts() {
        return counts;
    }

    /** Files that this process sent. */
    public long sent() {
        return sent.sum();
    }

    /** What it waits for, in words for an operator; empty while it does not wait. */
    public String waits() {
        return waits;
    }

    void look() {
        looked.increment();
    }

    void counts(BackfillCounts whole) {
        counts = whole;
    }

    void sent(long files) {
        sent.add(files);
    }

    void waits(String reason) {
        waits = reason;
    }
}
