package io.nfs2s3.cli;

import io.nfs2s3.lifecycle.rollback.Refusal;
import io.nfs2s3.lifecycle.rollback.Refused;
import io.nfs2s3.lifecycle.rollback.Rollback.Direction;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Roll backs in words for a person; {@link RollbackFields} has them for a script. */
final class RollbackText {
    /** Of a selection, which may name thousands of paths. */
    private static final int LONGEST = 200;

    private RollbackText() {}

    /** The number of a run and what it is about. */
    static String name(Run run) {
        String selection = run.what().length() > LONGEST ? run.what().substring(0, LONGEST) + "..." : run.what();
        String what = selection.equals("{}") ? "everything" : Printable.line(selection);
        return RunText.name(run, (isUndo(run) ? "undo" : "rollback") + " of " + what);
    }

    private static boolean isUndo(Run run) {
        return run.source().equals(Direction.UNDO.name());
    }

    static String line(Run run) {
        return "run " + name(run) + ": " + counts(isUndo(run), run.counts())
                + (isUndo(run) ? String.format(Locale.ROOT, "; %,d sent", run.sent()) : "")
                + RunText.error(run);
    }

    /** The counts, as the sum that they are. */
    static String counts(boolean undo, RunCounts counts) {
        return String.format(
                Locale.ROOT,
                undo
                        ? "%,d seen = %,d queued again + %,d not rolled back + %,d left out + %,d refused"
                        : "%,d seen = %,d rolled back + %,d on NFS already + %,d left out + %,d refused",
                counts.seen(),
                counts.done(),
                counts.unchanged(),
                counts.skipped(),
                counts.failed());
    }

    static List<String> preview(boolean undo, RunCounts counts) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        undo
                                ? "%s: %,d would be queued again, %,d are not rolled back, %,d would be left out, %,d refused"
                                : "%s: %,d would be rolled back, %,d are on NFS already, %,d would be left out, %,d refused",
                        Plural.of(counts.seen(), "file"),
                        counts.done(),
                        counts.unchanged(),
                        counts.skipped(),
                        counts.failed()),
                undo
                        ? "requests to S3: a PUT for each file, and a HEAD where its object is still there; all bytes are read"
                                + " from NFS"
                        : "requests to S3: none",
                "nothing was changed; --yes does it");
    }

    static String refused(Refused refused) {
        return "refused " + refused.name() + ": " + refused.text();
    }

    /** How many files were refused for each reason in this pass, and what to do. */
    static List<String> reasons(Map<Refusal, Long> reasons) {
        return reasons.entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "refused: %,d because %s; %s",
                        entry.getValue(),
                        entry.getKey().text(),
                        entry.getKey().advice()))
                .toList();
    }
}
