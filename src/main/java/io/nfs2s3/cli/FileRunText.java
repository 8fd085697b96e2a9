package io.nfs2s3.cli;

import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs that take originals away or bring them back, in words for a person and as fields for a script. */
final class FileRunText {
    /** Of a selection, which may name thousands of paths. */
    private static final int LONGEST = 200;

    private FileRunText() {}

    /** What became of the files, and what it is called when it was not needed. */
    private static String[] words(String source) {
        return switch (source) {
            case "RETIRE" -> new String[] {"moved into the trash", "retired already"};
            case "PUT_BACK" -> new String[] {"moved out of the trash", "out of it already"};
            case "DIRECTORIES" ->
                new String[] {"empty directories removed", "kept, with files or changed lately, or gone already"};
            case "EMPTY" -> new String[] {"removed from the trash", "gone already"};
            default -> new String[] {"written anew", "in their place already"};
        };
    }

    private static String command(String source) {
        return switch (source) {
            case "RETIRE" -> "retire";
            case "PUT_BACK" -> "retire --restore";
            case "EMPTY" -> "retire --empty";
            case "DIRECTORIES" -> "retire --remove-empty-directories";
            default -> "restore";
        };
    }

    static String name(Run run) {
        String what = run.what().equals("{}")
                ? "everything"
                : Printable.line(
                        run.what().substring(0, Math.min(LONGEST, run.what().length())));
        return RunText.name(run, command(run.source()) + " of " + what);
    }

    static String line(Run run) {
        return "run " + name(run) + ": " + counts(run.source(), run.counts()) + RunText.error(run);
    }

    static String counts(String source, RunCounts counts) {
        String[] words = words(source);
        return String.format(
                Locale.ROOT,
                "%,d seen = %,d %s + %,d %s%s + %,d left",
                counts.seen(),
                counts.done(),
                words[0],
                counts.unchanged(),
                words[1],
                counts.skipped() == 0 ? "" : String.format(Locale.ROOT, " + %,d left out", counts.skipped()),
                counts.failed());
    }

    static Map<String, @Nullable Object> fields(String event, String source, RunCounts counts) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("event", event);
        fields.put("direction", source);
        fields.put("seen", counts.seen());
        fields.put("changed", counts.done());
        fields.put("unchanged", counts.unchanged());
        fields.put("skipped", counts.skipped());
        fields.put("left", counts.failed());
        return fields;
    }

    static Map<String, @Nullable Object> fields(String event, Run run) {
        Map<String, @Nullable Object> fields = fields(event, run.source(), run.counts());
        fields.put("run", run.id());
        fields.put("selection", run.what());
        RunFields.state(fields, run);
        return fields;
    }
}
