package io.nfs2s3.runs;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** How far a run is, for whoever looks on from another thread. */
public final class RunProgress {
    private final LongAdder looked = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private volatile RunCounts counts = RunCounts.NONE;
    private final Consumer<String> told;
    private volatile String waits = "";

    public RunProgress() {
        this(reason -> {});
    }

    /** @param told what it waits for, again and again while it does; empty once it goes on. By several threads at once */
    public RunProgress(Consumer<String> told) {
        this.told = told;
    }

    /** Names that this pass came upon. */
    public long looked() {
        return looked.sum();
    }

    /** What became of the names of the whole run. */
    public RunCounts counts() {
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

    /** This pass came upon another name. */
    public void look() {
        looked.increment();
    }

    /** @param whole of the whole run */
    public void counts(RunCounts whole) {
        counts = whole;
    }

    /** This process sent so many more. */
    public void sent(long files) {
        sent.add(files);
    }

    void waits(String reason) {
        waits = reason;
        told.accept(reason);
    }
}
