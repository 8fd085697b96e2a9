package io.nfs2s3.lifecycle.verify;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a verify, or a part of it, found. Thread-safe. */
public final class VerifyTally {
    private final Map<Verdict, LongAdder> verdicts = new ConcurrentHashMap<>();
    private final Map<Cause, LongAdder> causes = new ConcurrentHashMap<>();
    private final @Nullable VerifyTally whole;

    public VerifyTally() {
        this(null);
    }

    private VerifyTally(@Nullable VerifyTally whole) {
        this.whole = whole;
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict, new LongAdder());
        }
    }

    /** That of a part, which counts for this one too. */
    VerifyTally part() {
        return new VerifyTally(this);
    }

    public void count(Judged judged) {
        Decision decision = judged.decision();
        add(decision.verdict(), 1);
        if (decision.cause() != null) {
            add(decision.cause(), 1);
        }
        if (whole != null) {
            whole.count(judged);
        }
    }

    void add(Verdict verdict, long files) {
        verdicts.computeIfAbsent(verdict, key -> new LongAdder()).add(files);
    }

    void add(Cause cause, long files) {
        causes.computeIfAbsent(cause, key -> new LongAdder()).add(files);
    }

    /** How many files have a verdict. */
    public long of(Verdict verdict) {
        return verdicts.computeIfAbsent(verdict, key -> new LongAdder()).sum();
    }

    /** How many there are of each cause that was met. */
    public Map<Cause, Long> causes() {
        Map<Cause, Long> counts = new TreeMap<>();
        causes.forEach((cause, count) -> counts.put(cause, count.sum()));
        return counts;
    }

    /** All files. */
    public long files() {
        return verdicts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Those of which there is something to say: that do not match, or whose evidence is missing. */
    public long news() {
        return differences() + causes().getOrDefault(Cause.EVIDENCE_MISSING, 0L);
    }

    /** Those that do not match. */
    public long differences() {
        return files() - of(Verdict.MATCH);
    }
}
