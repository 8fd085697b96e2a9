package io.nfs2s3.lifecycle.verify;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a verify found. Thread-safe. */
public final class VerifyTally {
    private final Map<Verdict, LongAdder> verdicts = new ConcurrentHashMap<>();
    private final Map<Cause, LongAdder> causes = new ConcurrentHashMap<>();

    public VerifyTally() {
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict, new LongAdder());
        }
    }

    public void count(Judged judged) {
        Decision decision = judged.decision();
        verdicts.computeIfAbsent(decision.verdict(), key -> new LongAdder()).increment();
        if (decision.cause() != null) {
            causes.computeIfAbsent(decision.cause(), key -> new LongAdder()).increment();
        }
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

    /** Those that do not match. */
    public long differences() {
        return files() - of(Verdict.MATCH);
    }
}
