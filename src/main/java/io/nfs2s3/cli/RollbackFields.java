package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.rollback.Refusal;
import io.nfs2s3.lifecycle.rollback.Refused;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Roll backs as the fields of a JSON object, for a script; {@link RollbackText} has them for a person. */
final class RollbackFields {
    private RollbackFields() {}

    static Map<String, @Nullable Object> of(String event, RunCounts counts) {
        return RunFields.counts(event, counts, "changed", "unchanged", "skipped", "refused");
    }

    static Map<String, @Nullable Object> of(String event, Run run) {
        Map<String, @Nullable Object> fields = of(event, run.counts());
        fields.put("run", run.id());
        fields.put("direction", run.source());
        fields.put("selection", run.what());
        RunFields.state(fields, run);
        return fields;
    }

    static Map<String, Object> of(Refused refused) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "refused");
        fields.put("path", refused.name());
        fields.put("reason", refused.reason().name());
        fields.put("detail", refused.detail());
        return fields;
    }

    static Map<String, Long> reasons(Map<Refusal, Long> reasons) {
        Map<String, Long> fields = new LinkedHashMap<>();
        reasons.forEach((reason, count) -> fields.put(reason.name(), count));
        return fields;
    }
}
