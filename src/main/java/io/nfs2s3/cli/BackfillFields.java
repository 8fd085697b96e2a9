package io.nfs2s3.cli;

import io.nfs2s3.backfill.BackfillSettings;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs of the backfill as the fields of a JSON object, for a script. */
final class BackfillFields {
    private BackfillFields() {}

    static Map<String, Object> limits(RunControl control, BackfillSettings settings) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("paused", control.paused());
        fields.put("hours", settings.hours().toString());
        fields.put("scanRate", settings.scanRate(control));
        fields.put("queuedAhead", settings.queuedAhead(control));
        return fields;
    }

    static Map<String, @Nullable Object> of(String event, RunCounts counts) {
        return RunFields.counts(event, counts, "registered", "known", "skipped", "bad");
    }

    static Map<String, @Nullable Object> of(String event, Run run) {
        Map<String, @Nullable Object> fields = of(event, run.counts());
        fields.put("run", run.id());
        fields.put("source", run.source());
        fields.put("what", run.what());
        RunFields.state(fields, run);
        fields.put("missing", run.missing());
        return fields;
    }

    static Map<String, @Nullable Object> reconciliation(Run run, List<RunSample> samples) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("run", run.id());
        fields.put("onNfsNotInMedia", run.counts().skipped() + run.counts().failed());
        fields.put("inMediaNotOnNfs", run.missing());
        fields.put(
                "samples",
                samples.stream()
                        .map(sample -> Map.of(
                                "category", category(sample),
                                "name", sample.name(),
                                "reason", sample.reason()))
                        .toList());
        return fields;
    }

    /** The samples of what is counted as bad are called so too. */
    private static String category(RunSample sample) {
        return sample.category() == Category.FAILED ? "BAD" : sample.category().name();
    }
}
