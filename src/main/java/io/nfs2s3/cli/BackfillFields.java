package io.nfs2s3.cli;

import io.nfs2s3.backfill.BackfillSettings;
import io.nfs2s3.runs.BackfillControl;
import io.nfs2s3.runs.BackfillCounts;
import io.nfs2s3.runs.BackfillRun;
import io.nfs2s3.runs.BackfillSample;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs of the backfill as the fields of a JSON object, for a script. */
final class BackfillFields {
    private BackfillFields() {}

    static Map<String, Object> limits(BackfillControl control, BackfillSettings settings) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("paused", control.paused());
        fields.put("hours", settings.hours().toString());
        fields.put("scanRate", BackfillText.rate(control, settings));
        fields.put("queuedAhead", BackfillText.ahead(control, settings));
        return fields;
    }

    static Map<String, Object> event(String event, long run) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", event);
        fields.put("run", run);
        return fields;
    }

    static Map<String, Object> of(String event, BackfillCounts counts) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", event);
        fields.put("seen", counts.seen());
        fields.put("registered", counts.registered());
        fields.put("known", counts.known());
        fields.put("skipped", counts.skipped());
        fields.put("bad", counts.bad());
        return fields;
    }

    static Map<String, @Nullable Object> of(String event, BackfillRun run) {
        Instant finished = run.finishedAt();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(of(event, run.counts()));
        fields.put("run", run.id());
        fields.put("source", run.source().name());
        fields.put("what", run.what());
        fields.put("state", run.state().name());
        fields.put("owner", run.owner());
        fields.put("silentSeconds", run.silentSeconds());
        fields.put("startedAt", run.startedAt().toString());
        fields.put("finishedAt", finished == null ? null : finished.toString());
        fields.put("sent", run.sent());
        fields.put("missing", run.missing());
        fields.put("error", run.error());
        return fields;
    }

    static Map<String, @Nullable Object> reconciliation(BackfillRun run, List<BackfillSample> samples) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("run", run.id());
        fields.put("onNfsNotInMedia", run.counts().skipped() + run.counts().bad());
        fields.put("inMediaNotOnNfs", run.missing());
        fields.put(
                "samples",
                samples.stream()
                        .map(sample -> Map.of(
                                "category", sample.category().name(),
                                "name", sample.name(),
                                "reason", sample.reason()))
                        .toList());
        return fields;
    }
}
