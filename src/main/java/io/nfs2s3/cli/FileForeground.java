package io.nfs2s3.cli;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.cli.ForecastRate.Basis;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileWork;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.LeftAlone;
import io.nfs2s3.lifecycle.NameList;
import io.nfs2s3.lifecycle.Obstacle;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Runs a job that goes file by file in the foreground: names what is left as it is, ends at a signal, and tells how it went. */
final class FileForeground {
    /** How many files a run may change, and how many failed proofs it goes on after. */
    record Limits(int rate, long most, long mostFailedProofs) {}

    private final RunKind kind;
    private final Runs runs;
    private final NameList names;
    private final String source;
    private final Limits limits;
    private final boolean json;
    private final PrintWriter out;
    private final PrintWriter err;
    private final UnfinishedRun unfinished;
    private final RunProgress progress = new RunProgress();
    private long emptied;
    private final Map<Obstacle, Long> reasons = new EnumMap<>(Obstacle.class);

    /**
     * @param names of a selection by a list
     * @param source what the run does, in a word of its kind
     */
    FileForeground(
            RunKind kind,
            Runs runs,
            NameList names,
            String source,
            Limits limits,
            boolean json,
            PrintWriter out,
            PrintWriter err) {
        this.kind = kind;
        this.runs = runs;
        this.names = names;
        this.source = source;
        this.limits = limits;
        this.json = json;
        this.out = out;
        this.err = err;
        this.unfinished = new UnfinishedRun(kind, runs, json, out, err);
    }

    /** @return the exit code */
    int run(RunLease lease, Function<FileWork, RunResult> run) {
        try (Interruption interruption = new Interruption()) {
            return tell(run(lease, interruption, run));
        }
    }

    private RunResult run(RunLease lease, Interruption interruption, Function<FileWork, RunResult> run) {
        LiveProgress shown = show();
        try {
            return run.apply(work(interruption));
        } catch (RuntimeException e) {
            unfinished.failed(lease);
            throw e;
        } finally {
            shown.close();
        }
    }

    private FileWork work(Interruption interruption) {
        return new FileWork(
                names,
                limits.rate(),
                limits.most(),
                limits.mostFailedProofs(),
                progress,
                this::leftAlone,
                directory -> emptied++,
                () -> !interruption.asked());
    }

    private void leftAlone(LeftAlone file) {
        reasons.merge(file.reason(), 1L, Long::sum);
        if (!json) {
            out.println("left " + file.name() + ": " + file.text());
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", "left");
        fields.put("path", file.name());
        fields.put("reason", file.reason().name());
        fields.put("detail", file.detail());
        out.println(ReportJson.write(fields));
    }

    private int tell(RunResult result) {
        if (result instanceof RunResult.Done done) {
            Run run = done.run();
            end(FileRunText.fields("done", run), FileRunText.line(run));
            limit(run.counts().done(), "stopped");
            return run.counts().failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        }
        if (result instanceof RunResult.Stopped stopped) {
            end(RunFields.event("stopped", stopped.run()), unfinished.resumable(stopped.run(), "was stopped"));
            return ExitCode.DONE;
        }
        return unfinished.lost((RunResult.Lost) result);
    }

    private void limit(long files, String word) {
        if (files >= limits.most()) {
            err.println(RunText.name(kind) + ": " + word + " at its limit of " + Plural.of(limits.most(), "file")
                    + "; run it again for more, see retire.mostFiles and retire.mostPercent");
        }
    }

    private void end(Map<String, @Nullable Object> fields, String... lines) {
        if (json) {
            Map<String, Long> counts = new LinkedHashMap<>();
            reasons.forEach((reason, count) -> counts.put(reason.name(), count));
            fields.put("reasons", counts);
            if (emptied > 0) {
                fields.put("emptiedDirectories", emptied);
            }
            out.println(ReportJson.write(fields));
            return;
        }
        reasons.forEach((reason, count) ->
                out.println("left: " + count + " because " + reason.text() + "; " + reason.advice()));
        for (String line : lines) {
            out.println(line);
        }
        if (emptied > 0) {
            out.println(Plural.of(emptied, "directory is empty now", "directories are empty now")
                    + "; see 'retire --remove-empty-directories'");
        }
    }

    /** Says what {@link #run} would do. @return the exit code */
    int preview(Function<FileWork, RunCounts> look) {
        return look(look, counts -> {
            limit(counts.done(), "would stop");
            long failedProofs = reasons.entrySet().stream()
                    .filter(reason -> reason.getKey().isFailedProof())
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            if (failedProofs > limits.mostFailedProofs()) {
                err.println(RunText.name(kind) + ": " + Plural.of(failedProofs, "proof")
                        + " failed; the run itself would end after " + limits.mostFailedProofs()
                        + ", see retire.mostFailedProofs");
            }
            end(
                    FileRunText.fields("preview", source, counts),
                    FileRunText.counts(source, counts),
                    "nothing was changed; --yes does it");
            return counts.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        });
    }

    private <T> int look(Function<FileWork, T> look, ToIntFunction<T> tell) {
        return Look.at(
                err, this::show, RunText.name(kind), "files", interruption -> look.apply(work(interruption)), tell);
    }

    /** Says what {@link #run} would take. @return the exit code */
    int plan(FileRequest request, Function<FileWork, Forecast> sum, PlanSettings prices, String... notes) {
        return look(sum, forecast -> {
            limit(forecast.files(), "would stop");
            ForecastRate rate = ForecastRate.of(
                    runs,
                    Basis.ofChanges(
                            source,
                            run -> run.rate() == limits.rate()
                                    && FileRequest.parse(run.what()).throughCdn() == request.throughCdn()),
                    limits.rate(),
                    "the limit that is set by --rate, or by the settings");
            new ForecastText(forecast, prices, rate).print(json, out, notes);
            return ExitCode.DONE;
        });
    }

    private LiveProgress show() {
        String group = RunText.name(kind);
        RunView.Words words = new RunView.Words(
                group,
                "files",
                () -> FileRunText.counts(source, progress.counts()),
                () -> FileRunText.fields("progress", source, progress.counts()));
        RunView view = new RunView(json ? out : err, json, progress, words);
        return new LiveProgress(group, "files", -1, !json && Terminal.isThere(), view);
    }
}
