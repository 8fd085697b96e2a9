package io.nfs2s3.cli;

import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunSample;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a run of any kind has, as the fields of a JSON object. */
final class RunFields {
    private RunFields() {}

    static Map<String, @Nullable Object> event(String event, long run) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("event", event);
        fields.put("run", run);
        return fields;
    }

    /** The counts of a run, each by the name that it has for its kind. */
    static Map<String, @Nullable Object> counts(
            String event, RunCounts counts, String done, String unchanged, String skipped, String failed) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("event", event);
        fields.put("seen", counts.seen());
        fields.put(done, counts.done());
        fields.put(unchanged, counts.unchanged());
        fields.put(skipped, counts.skipped());
        fields.put(failed, counts.failed());
        return fields;
    }

    static Map<String, Object> of(RunSample sample) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("category", sample.category().name());
        fields.put("name", sample.name());
        fields.put("reason", sample.reason());
        return fields;
    }

    /** Adds whose it is, and how far it is. */
    static void state(Map<String, @Nullable Object> fields, Run run) {
        Instant finished = run.finishedAt();
        fields.put("state", run.state().name());
        fields.put("owner", run.owner());
        fields.put("silentSeconds", run.silentSeconds());
        fields.put("startedAt", run.startedAt().toString());
        fields.put("finishedAt", finished == null ? null : finished.toString());
        fields.put("sent", run.sent());
        fields.put("rate", run.rate());
        fields.put("error", run.error());
    }
}
