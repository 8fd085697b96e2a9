package io.nfs2s3.cli;

import io.nfs2s3.app.AdoptParts;
import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.cli.ForecastRate.Basis;
import io.nfs2s3.lifecycle.adopt.AdoptForecast;
import io.nfs2s3.lifecycle.adopt.AdoptSelection;
import io.nfs2s3.lifecycle.adopt.AdoptTally;
import io.nfs2s3.lifecycle.adopt.AdoptWork;
import io.nfs2s3.lifecycle.adopt.Adoption;
import io.nfs2s3.lifecycle.adopt.Left;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs an adoption in the foreground: names what is refused, ends at a signal, and tells how it went. */
final class AdoptForeground {
    private final Adoption adoption;
    private final RunOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Runs runs;
    private final PlanSettings prices;
    private final UnfinishedRun unfinished;
    private final RunProgress progress = new RunProgress();
    private final AdoptTally tally = new AdoptTally();

    AdoptForeground(Application application, RunOptions options, PrintWriter out, PrintWriter err) {
        AdoptParts parts = application.adoptions();
        this.adoption = parts.adoption();
        this.options = options;
        this.out = out;
        this.err = err;
        this.runs = parts.runs();
        this.prices = application.settings().plan();
        this.unfinished = new UnfinishedRun(RunKind.ADOPT, runs, options.json(), out, err);
    }

    /** @return the exit code */
    int start(AdoptSelection selection) {
        options.rate();
        adoption.require(); // a run that could only wait is refused, not begun
        return run(adoption.start(selection, options.rate()), selection);
    }

    /**
     * Goes on with a run.
     *
     * @param taken called when the run is this process's, before anything is done
     * @return the exit code
     */
    int resume(Run run, Runnable taken) {
        options.rate();
        AdoptSelection selection = Adoption.selection(run);
        adoption.require();
        RunLease lease = adoption.takeOver(run.id());
        taken.run();
        return run(lease, selection);
    }

    private int run(RunLease lease, AdoptSelection selection) {
        try (Interruption interruption = new Interruption()) {
            return tell(run(lease, selection, interruption));
        }
    }

    private RunResult run(RunLease lease, AdoptSelection selection, Interruption interruption) {
        LiveProgress shown = show();
        try {
            return adoption.run(lease, work(selection, interruption));
        } catch (RuntimeException e) {
            unfinished.failed(lease);
            throw e;
        } finally {
            shown.close();
        }
    }

    private AdoptWork work(AdoptSelection selection, Interruption interruption) {
        int rate = options.rate();
        return new AdoptWork(selection, () -> rate, progress, tally, this::left, () -> !interruption.asked());
    }

    private void left(Left left) {
        if (options.json()) {
            out.println(ReportJson.write(AdoptFields.of(left)));
        } else if (left.reason().isRefusal()) {
            out.println(AdoptText.refused(left));
        }
    }

    private int tell(RunResult result) {
        if (result instanceof RunResult.Done done) {
            Run run = done.run();
            Map<String, @Nullable Object> fields = AdoptFields.of("done", run);
            fields.putAll(AdoptFields.proofs(tally));
            end(fields, List.of(AdoptText.proofs(tally), AdoptText.line(run)));
            return run.counts().failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        }
        if (result instanceof RunResult.Stopped stopped) {
            end(RunFields.event("stopped", stopped.run()), List.of(unfinished.resumable(stopped.run(), "was stopped")));
            return ExitCode.DONE;
        }
        return unfinished.lost((RunResult.Lost) result);
    }

    private void end(Map<String, @Nullable Object> fields, List<String> lines) {
        if (options.json()) {
            fields.put("reasons", AdoptFields.reasons(tally));
            out.println(ReportJson.write(fields));
            return;
        }
        AdoptText.reasons(tally).forEach(out::println);
        lines.forEach(out::println);
    }

    /**
     * Says what {@link #start} would come to.
     *
     * @param plan whether it is what is asked for, so that files that are refused do not fail it
     * @return the exit code
     */
    int forecast(AdoptSelection selection, boolean plan) {
        adoption.require();
        return Look.at(
                err,
                this::show,
                "adopt",
                "objects",
                interruption -> adoption.forecast(work(selection, interruption)),
                forecast -> tell(forecast, selection, plan));
    }

    private int tell(AdoptForecast forecast, AdoptSelection selection, boolean plan) {
        ForecastText text = new ForecastText(
                AdoptText.sum(forecast, selection),
                prices,
                ForecastRate.of(
                        runs, Basis.ofChanges(Adoption.LISTING, run -> true), options.rate(), "the limit of --rate"));
        Map<String, @Nullable Object> fields = AdoptFields.of(forecast, selection);
        fields.putAll(text.fields());
        if (plan) {
            fields.put("event", "plan");
        }
        end(fields, AdoptText.forecast(forecast, selection, text));
        return forecast.counts().failed() > 0 && !plan ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private LiveProgress show() {
        boolean json = options.json();
        RunView.Words words = new RunView.Words(
                "adopt",
                "objects",
                () -> AdoptText.counts(progress.counts()),
                () -> AdoptFields.of("progress", progress.counts()));
        RunView view = new RunView(json ? out : err, json, progress, words);
        return new LiveProgress("adopt", "objects", -1, !json && Terminal.isThere(), view);
    }
}
