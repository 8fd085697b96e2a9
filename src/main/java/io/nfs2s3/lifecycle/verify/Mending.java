package io.nfs2s3.lifecycle.verify;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Mends what a verify finds, or counts what it would mend. Thread-safe. */
public final class Mending {
    private final @Nullable Repair repair;
    private final Map<Act, LongAdder> done = new ConcurrentHashMap<>();
    private final LongAdder changed = new LongAdder();
    private final LongAdder left = new LongAdder();

    /** @param repair null for a dry run */
    public Mending(@Nullable Repair repair) {
        this.repair = repair;
    }

    public boolean isDryRun() {
        return repair == null;
    }

    /** @throws io.nfs2s3.queue.QueueException as {@link Repair#mend} does */
    public void mend(Judged judged) {
        Act act = judged.decision().act();
        if (act == Act.NONE) {
            return;
        }
        switch (outcome(judged)) {
            case DONE -> done.computeIfAbsent(act, key -> new LongAdder()).increment();
            case CHANGED -> changed.increment();
            case LEFT -> left.increment();
        }
    }

    private Repair.Outcome outcome(Judged judged) {
        if (repair != null) {
            return repair.mend(judged);
        }
        return judged.decision().act() == Act.ASK ? Repair.Outcome.LEFT : Repair.Outcome.DONE;
    }

    /** How many files were mended, or would be, by each act. */
    public Map<Act, Long> done() {
        Map<Act, Long> counts = new TreeMap<>();
        done.forEach((act, count) -> counts.put(act, count.sum()));
        return counts;
    }

    /** Files whose rows changed since they were looked at. */
    public long changed() {
        return changed.sum();
    }

    /** Files that an operator decides about. */
    public long left() {
        return left.sum();
    }
}
