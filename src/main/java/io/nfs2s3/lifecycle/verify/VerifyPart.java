package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.RecordedCopy;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.RunPart;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** One part of a verify under way: what it found, and whether all of it is done. Thread-safe. */
final class VerifyPart {
    private final RunPart cut;
    private final VerifyTotals totals;
    private final boolean remembers;
    private final AtomicInteger underWay = new AtomicInteger(1);
    private final List<RunSample> samples = new ArrayList<>();
    private final List<RecordedCopy> right = new ArrayList<>();
    private volatile Instant since = Instant.EPOCH;
    private volatile boolean broken;

    /**
     * @param whole counts what this one counts, too
     * @param remembers whether it is remembered which rows were looked at
     */
    VerifyPart(RunPart cut, VerifyTotals whole, boolean remembers) {
        this.cut = cut;
        this.remembers = remembers;
        this.totals = whole.part();
    }

    RunPart cut() {
        return cut;
    }

    VerifyTotals totals() {
        return totals;
    }

    /**
     * Mends a file, if that is asked for. Done again when the answer of the database was lost, it finds a changed row.
     *
     * @return what is to be told of it
     * @throws io.nfs2s3.media.MigrationException when it cannot be mended
     */
    Judged mend(Judged judged) {
        Mending mending = totals.mending();
        return mending == null ? judged : mending.mend(judged);
    }

    void judged(Judged judged) {
        totals.tally().count(judged);
        totals.progress().file();
        if (judged.decision().verdict() != Verdict.MATCH) {
            sample(judged);
        }
    }

    private synchronized void sample(Judged judged) {
        if (samples.size() < RunSample.KEPT) {
            Cause cause = judged.decision().cause();
            String word = cause == null ? judged.decision().verdict().words() : cause.label();
            samples.add(new RunSample(
                    Category.FAILED, Printable.line(judged.path()), Printable.line(word + ": " + judged.detail())));
        }
    }

    /** @param now before the first row is read, by the clock of the database */
    void since(Instant now) {
        since = now;
    }

    Instant since() {
        return since;
    }

    /** A file was looked at. */
    synchronized void looked(Judged judged) {
        RecordedCopy row = judged.row();
        if (remembers && row != null && judged.decision().equals(Decision.MATCH)) {
            right.add(row);
        }
    }

    /** The rows that were looked at and match. */
    synchronized List<RecordedCopy> right() {
        return List.copyOf(right);
    }

    /** The first differences. */
    synchronized List<RunSample> samples() {
        return List.copyOf(samples);
    }

    /** A piece of it begins. */
    void begin() {
        underWay.incrementAndGet();
    }

    /** It was stopped, or failed: it is not done, whatever ends. */
    void breakOff() {
        broken = true;
    }

    /** A piece of it, or the part itself, came to its end. @return whether it was the last, and all is done */
    boolean end() {
        return underWay.decrementAndGet() == 0 && !broken;
    }
}
