package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.adopt.AdoptForecast;
import io.nfs2s3.lifecycle.adopt.AdoptSelection;
import io.nfs2s3.lifecycle.adopt.AdoptTally;
import io.nfs2s3.lifecycle.adopt.Left;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adoptions as the fields of a JSON object, for a script; {@link AdoptText} has them for a person. */
final class AdoptFields {
    private AdoptFields() {}

    static Map<String, @Nullable Object> of(String event, RunCounts counts) {
        return RunFields.counts(event, counts, "adopted", "unchanged", "skipped", "refused");
    }

    static Map<String, @Nullable Object> of(String event, Run run) {
        Map<String, @Nullable Object> fields = of(event, run.counts());
        fields.put("run", run.id());
        fields.put("selection", run.what());
        RunFields.state(fields, run);
        return fields;
    }

    static Map<String, @Nullable Object> of(AdoptForecast forecast, AdoptSelection selection) {
        Map<String, @Nullable Object> fields = of("preview", forecast.counts());
        fields.put("bytes", forecast.bytes());
        fields.put("lists", forecast.lists());
        fields.put("heads", AdoptText.heads(forecast));
        fields.put("getsAtLeast", selection.get() ? forecast.getsAtLeast() : 0);
        fields.put("getsAtMost", selection.get() ? forecast.counts().done() : 0);
        fields.put("copies", forecast.copies());
        fields.put("puts", 0);
        return fields;
    }

    static Map<String, Object> of(Left left) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", left.reason().isRefusal() ? "refused" : "skipped");
        fields.put("path", left.name());
        fields.put("reason", left.reason().name());
        fields.put("detail", left.detail());
        return fields;
    }

    /** What this pass did. */
    static Map<String, Object> proofs(AdoptTally tally) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("provedBy", tally.proofs());
        fields.put("bytes", tally.bytes());
        fields.put("mended", tally.mended());
        return fields;
    }

    static Map<String, Long> reasons(AdoptTally tally) {
        Map<String, Long> fields = new LinkedHashMap<>();
        tally.reasons().forEach((reason, count) -> fields.put(reason.name(), count));
        return fields;
    }
}
