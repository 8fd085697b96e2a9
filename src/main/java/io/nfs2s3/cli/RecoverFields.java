package io.nfs2s3.cli;

import io.nfs2s3.catalog.RecoveredFile;
import io.nfs2s3.lifecycle.recover.Act;
import io.nfs2s3.lifecycle.recover.Judged;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Recoveries as the fields of a JSON object, for a script; {@link RecoverText} has them for a person. */
final class RecoverFields {
    private RecoverFields() {}

    static Map<String, @Nullable Object> of(String event, RunCounts counts) {
        return RunFields.counts(event, counts, "changed", "unchanged", "foreign", "undecided");
    }

    /** @param listed objects of the listing that is read at first */
    static Map<String, @Nullable Object> progress(RunCounts counts, long listed) {
        Map<String, @Nullable Object> fields = of("progress", counts);
        fields.put("listed", listed);
        return fields;
    }

    static Map<String, @Nullable Object> of(String event, Run run) {
        Map<String, @Nullable Object> fields = of(event, run.counts());
        fields.put("run", run.id());
        fields.put("place", run.what());
        RunFields.state(fields, run);
        return fields;
    }

    static Map<String, @Nullable Object> of(Judged judged) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        RecoveredFile change = judged.change();
        fields.put("event", "file");
        fields.put("name", judged.name());
        fields.put("act", judged.act().name());
        fields.put("generation", change == null ? null : change.upload().generation());
        fields.put("state", change == null ? null : change.state().name());
        fields.put("detail", judged.detail());
        return fields;
    }

    static Map<String, Long> acts(Map<Act, Long> acts) {
        Map<String, Long> fields = new LinkedHashMap<>();
        acts.forEach((act, count) -> fields.put(act.name(), count));
        return fields;
    }
}
