package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.lifecycle.verify.Verify.Source;
import io.nfs2s3.runs.PartedRuns;
import io.nfs2s3.runs.Runs;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the last verifies of everything found. Thread-safe. */
public final class VerifyHistory {
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
        return Stream.of(
                        last("sample", Source.SAMPLE, Source.SCHEDULED_SAMPLE),
                        last("whole", Source.ALL, Source.SCHEDULED_ALL))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Last> last(String name, Source... sources) {
        return runs.lastDone(Stream.of(sources).map(Source::name).toList())
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
