package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.runs.PartedRuns;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.runs.Runs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the last verifies of everything found. Thread-safe. */
public final class VerifyHistory {
    /** Beyond so many runs nobody looks: then the last one is not recent either. */
    private static final int LAST = 100;

    /**
     * @param name {@code sample} or {@code whole}
     * @param finishedAt when it came to its end
     * @param verdicts files by verdict
     */
    public record Last(String name, long run, Instant finishedAt, Map<String, Long> verdicts) {}

    private final Runs runs;
    private final PartedRuns counts;

    public VerifyHistory(Runs runs, PartedRuns counts) {
        this.runs = runs;
        this.counts = counts;
    }

    /** The last sample and the last verify of all files, whoever began them. */
    public List<Last> last() {
        List<Run> done = runs.newest(LAST).stream()
                .filter(run -> run.state() == RunState.DONE
                        && Verify.selection(run).prefix().isEmpty())
                .toList();
        return Stream.of(last("sample", done, true), last("whole", done, false))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Last> last(String name, List<Run> done, boolean sample) {
        return done.stream()
                .filter(run -> Verify.selection(run).sample() > 0 == sample)
                .findFirst()
                .flatMap(run -> Optional.ofNullable(run.finishedAt())
                        .map(at -> new Last(name, run.id(), at, verdicts(counts.counts(run.id())))));
    }

    private static Map<String, Long> verdicts(Map<String, Long> named) {
        Map<String, Long> verdicts = new LinkedHashMap<>();
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict.label(), VerifyTotals.of(named, verdict));
        }
        return verdicts;
    }
}
