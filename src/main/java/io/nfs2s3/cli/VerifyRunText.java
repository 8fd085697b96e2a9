package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.verify.Verify;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs of verifies, in words for a person and as fields for a script. */
final class VerifyRunText {
    private VerifyRunText() {}

    static String name(Run run) {
        String what = run.what().equals("{}") ? "everything" : Printable.line(run.what());
        return RunText.name(run, (isSample(run) ? "sample" : "verify") + " of " + what);
    }

    private static boolean isSample(Run run) {
        return Verify.selection(run).sample() > 0;
    }

    static String line(Run run) {
        RunCounts counts = run.counts();
        return "run " + name(run)
                + String.format(
                        Locale.ROOT,
                        ": %,d seen = %,d match + %,d not looked at again + %,d mended + %,d others",
                        counts.seen(),
                        counts.unchanged(),
                        counts.skipped(),
                        counts.done(),
                        counts.failed())
                + RunText.error(run);
    }

    static Map<String, @Nullable Object> fields(String event, Run run) {
        RunCounts counts = run.counts();
        Map<String, @Nullable Object> fields = RunFields.event(event, run.id());
        fields.put("seen", counts.seen());
        fields.put("match", counts.unchanged());
        fields.put("fresh", counts.skipped());
        fields.put("mended", counts.done());
        fields.put("others", counts.failed());
        fields.put("selection", run.what());
        RunFields.state(fields, run);
        return fields;
    }
}
