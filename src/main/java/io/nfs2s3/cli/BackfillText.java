package io.nfs2s3.cli;

import io.nfs2s3.backfill.BackfillSettings;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.Printable;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.RunSample.Category;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs of the backfill in words for a person; {@link BackfillFields} has them for a script. */
final class BackfillText {
    private BackfillText() {}

    /** The number of a run and what it is about. */
    static String name(Run run) {
        String what = run.what().isEmpty() ? "everything" : Printable.line(run.what());
        return RunText.name(run, run.source().toLowerCase(Locale.ROOT) + " of " + what);
    }

    static String line(Run run) {
        return "run " + name(run) + ": " + counts(run.counts()) + String.format(Locale.ROOT, "; %,d sent", run.sent())
                + RunText.error(run);
    }

    /** The counts, as the sum that they are. */
    static String counts(RunCounts counts) {
        return String.format(
                Locale.ROOT,
                "%,d seen = %,d registered + %,d known + %,d skipped + %,d bad",
                counts.seen(),
                counts.done(),
                counts.unchanged(),
                counts.skipped(),
                counts.failed());
    }

    static String progress(RunProgress progress) {
        RunCounts counts = progress.counts();
        return String.format(
                Locale.ROOT,
                "%,d registered, %,d known, %,d skipped, %,d bad, %,d sent",
                counts.done(),
                counts.unchanged(),
                counts.skipped(),
                counts.failed(),
                progress.sent());
    }

    static String done(Run run) {
        Long missing = run.missing();
        return line(run)
                + (missing == null ? "" : String.format(Locale.ROOT, "; %,d in media were not found", missing));
    }

    static String preview(RunCounts counts) {
        return String.format(
                Locale.ROOT,
                "%s: %,d would be registered, %,d are known, %,d would be skipped, %,d are bad",
                Plural.of(counts.seen(), "name"),
                counts.done(),
                counts.unchanged(),
                counts.skipped(),
                counts.failed());
    }

    static String limits(RunControl control, BackfillSettings settings) {
        int rate = settings.scanRate(control);
        return String.format(
                Locale.ROOT,
                "limits:   %s%s, %s queued ahead%s",
                rate == 0 ? "no limit of names/s" : String.format(Locale.ROOT, "%,d names/s", rate),
                control.rate() == null ? "" : " (set)",
                Plural.of(settings.queuedAhead(control), "file"),
                control.queuedAhead() == null ? "" : " (set)");
    }

    static String copying(ProgressReport report) {
        return String.format(
                Locale.ROOT,
                "copying:  %,.1f files/s, %s/s; %s QUEUED, left: %s",
                report.rate().filesPerSecond(),
                StatusText.bytes((long) report.rate().bytesPerSecond()),
                Plural.of(report.count(MediaState.QUEUED), "file is", "files are"),
                StatusText.left(report));
    }

    /** What a full scan says of NFS and the media table. */
    static List<String> reconciliation(Run run, List<RunSample> samples) {
        Long missing = run.missing();
        List<String> lines = new ArrayList<>();
        lines.add("the last full scan is run " + name(run) + ", of " + run.finishedAt());
        add(lines, "on NFS, not in media: %,d skipped", run.counts().skipped(), Category.SKIPPED, samples);
        add(lines, "on NFS, not in media: %,d bad", run.counts().failed(), Category.FAILED, samples);
        add(lines, "in media, not on NFS: %,d", missing == null ? 0 : missing, Category.MISSING, samples);
        return lines;
    }

    private static void add(List<String> lines, String text, long count, Category category, List<RunSample> samples) {
        lines.add(String.format(Locale.ROOT, text, count));
        samples.stream()
                .filter(sample -> sample.category() == category)
                .forEach(sample ->
                        lines.add("  " + Printable.line(sample.name()) + ": " + Printable.line(sample.reason())));
    }
}
