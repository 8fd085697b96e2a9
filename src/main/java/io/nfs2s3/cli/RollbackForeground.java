package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.cli.ForecastRate.Basis;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.rollback.Refusal;
import io.nfs2s3.lifecycle.rollback.Refused;
import io.nfs2s3.lifecycle.rollback.Rollback;
import io.nfs2s3.lifecycle.rollback.Rollback.Direction;
import io.nfs2s3.lifecycle.rollback.RollbackSelection;
import io.nfs2s3.lifecycle.rollback.RollbackWork;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.site.OwnSite;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Runs a roll back, or its undoing, in the foreground: names what is refused, ends at a signal, and tells how it went. */
final class RollbackForeground {
    private final Application application;
    private final Rollback rollback;
    private final RunOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final UnfinishedRun unfinished;
    private final RunProgress progress = new RunProgress();
    private final Map<Refusal, Long> reasons = new EnumMap<>(Refusal.class);

    RollbackForeground(Application application, RunOptions options, PrintWriter out, PrintWriter err) {
        this.application = application;
        this.rollback = application.rollbacks().rollback();
        this.options = options;
        this.out = out;
        this.err = err;
        this.unfinished =
                new UnfinishedRun(RunKind.ROLLBACK, application.rollbacks().runs(), options.json(), out, err);
    }

    /** @return the exit code */
    int start(RollbackSelection selection) {
        requireDependencies(selection);
        return run(rollback.start(selection, options.rate()), selection);
    }

    /**
     * Goes on with a run.
     *
     * @param taken called when the run is this process's, before anything is done
     * @return the exit code
     */
    int resume(Run run, Runnable taken) {
        RollbackSelection selection = Rollback.selection(run);
        requireDependencies(selection);
        RunLease lease = rollback.takeOver(run.id());
        taken.run();
        return run(lease, selection);
    }

    /** So that a run that could only wait is refused, not begun. The store is not needed: it may be why. */
    private void requireDependencies(RollbackSelection selection) {
        options.rate();
        OwnSite.require(application.site());
        rollback.requireMount();
        if (selection.undo()) {
            application.rollbacks().depth();
        }
    }

    private int run(RunLease lease, RollbackSelection selection) {
        try (Interruption interruption = new Interruption()) {
            return tell(run(lease, selection, interruption));
        }
    }

    private RunResult run(RunLease lease, RollbackSelection selection, Interruption interruption) {
        LiveProgress shown = show(selection);
        try {
            return rollback.run(lease, work(selection, interruption));
        } catch (RuntimeException e) {
            unfinished.failed(lease);
            throw e;
        } finally {
            shown.close();
        }
    }

    private RollbackWork work(RollbackSelection selection, Interruption interruption) {
        int rate = options.rate();
        return new RollbackWork(
                selection,
                application.backfills().names(selection.files()),
                () -> rate,
                progress,
                this::refused,
                () -> !interruption.asked());
    }

    private void refused(Refused refused) {
        reasons.merge(refused.reason(), 1L, Long::sum);
        out.println(options.json() ? ReportJson.write(RollbackFields.of(refused)) : RollbackText.refused(refused));
    }

    private int tell(RunResult result) {
        if (result instanceof RunResult.Done done) {
            Run run = done.run();
            end(RollbackFields.of("done", run), RollbackText.line(run));
            return run.counts().failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        }
        if (result instanceof RunResult.Stopped stopped) {
            end(RunFields.event("stopped", stopped.run()), unfinished.resumable(stopped.run(), "was stopped"));
            return ExitCode.DONE;
        }
        return unfinished.lost((RunResult.Lost) result);
    }

    private void end(Map<String, @Nullable Object> fields, String... lines) {
        if (options.json()) {
            fields.put("reasons", RollbackFields.reasons(reasons));
            out.println(ReportJson.write(fields));
            return;
        }
        RollbackText.reasons(reasons).forEach(out::println);
        for (String line : lines) {
            out.println(line);
        }
    }

    /** Says what {@link #start} would do. @return the exit code */
    int preview(RollbackSelection selection) {
        rollback.requireMount();
        return look(selection, work -> rollback.preview(work), counts -> {
            end(
                    RollbackFields.of("preview", counts),
                    RollbackText.preview(selection.undo(), counts).toArray(String[]::new));
            return counts.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        });
    }

    private <T> int look(RollbackSelection selection, Function<RollbackWork, T> look, ToIntFunction<T> tell) {
        return Look.at(
                err,
                () -> show(selection),
                "rollback",
                "files",
                interruption -> look.apply(work(selection, interruption)),
                tell);
    }

    /** Says what {@link #start} would take. @return the exit code */
    int plan(RollbackSelection selection) {
        return look(
                selection,
                work -> rollback.forecast(work, application.backfills().puts()),
                forecast -> tell(forecast, selection));
    }

    private int tell(Forecast forecast, RollbackSelection selection) {
        Direction direction = selection.undo() ? Direction.UNDO : Direction.ROLLBACK;
        ForecastRate rate = ForecastRate.of(
                application.rollbacks().runs(),
                Basis.ofChanges(direction.name(), run -> Rollback.selection(run).read() == selection.read()),
                options.rate(),
                "the limit of --rate");
        new ForecastText(forecast, application.settings().plan(), rate)
                .print(
                        options.json(),
                        out,
                        selection.undo()
                                ? "the time is that of queueing; workers copy the files later, and do what is said here"
                                : "originals are read only where their time is not the recorded one, or with --checksum");
        return ExitCode.DONE;
    }

    private LiveProgress show(RollbackSelection selection) {
        boolean json = options.json();
        RunView.Words words = new RunView.Words(
                "rollback",
                "files",
                () -> RollbackText.counts(selection.undo(), progress.counts()),
                () -> RollbackFields.of("progress", progress.counts()));
        RunView view = new RunView(json ? out : err, json, progress, words);
        return new LiveProgress("rollback", "files", -1, !json && Terminal.isThere(), view);
    }
}
