package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.SiteUpdateException;
import io.nfs2s3.media.ErrorText;
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
    private final LongAdder differences = new LongAdder();
    private final @Nullable Mending whole;

    /** @param repair null for a dry run */
    public Mending(@Nullable Repair repair) {
        this(repair, null);
    }

    private Mending(@Nullable Repair repair, @Nullable Mending whole) {
        this.repair = repair;
        this.whole = whole;
    }

    /** That of a part, which counts for this one too. */
    Mending part() {
        return new Mending(repair, this);
    }

    public boolean isDryRun() {
        return repair == null;
    }

    /**
     * Mends one file. One for which alone the site's own statement fails is left to an operator.
     *
     * @return what was found of it, with why it was not mended where nobody else can tell
     * @throws io.nfs2s3.queue.QueueException as {@link Repair#mend} does
     * @throws SiteUpdateException when the statement fails for every file
     */
    public Judged mend(Judged judged) {
        if (judged.decision().act() == Act.NONE) {
            return judged;
        }
        try {
            count(judged, outcome(judged));
            return judged;
        } catch (SiteUpdateException e) {
            if (repair != null) {
                repair.requireSiteUpdate();
            }
            addLeft(1);
            return judged.also("not mended: " + ErrorText.of(e));
        }
    }

    private void count(Judged judged, Repair.Outcome outcome) {
        switch (outcome) {
            case DONE -> {
                add(judged.decision().act(), 1);
                if (judged.decision().verdict() != Verdict.MATCH) {
                    differences.increment();
                }
            }
            case CHANGED -> addChanged(1);
            case LEFT -> addLeft(1);
        }
    }

    void add(Act act, long files) {
        done.computeIfAbsent(act, key -> new LongAdder()).add(files);
        if (whole != null) {
            whole.add(act, files);
        }
    }

    void addChanged(long files) {
        changed.add(files);
        if (whole != null) {
            whole.addChanged(files);
        }
    }

    void addLeft(long files) {
        left.add(files);
        if (whole != null) {
            whole.addLeft(files);
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

    /** Of these, how many did not match. */
    long differences() {
        return differences.sum();
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
