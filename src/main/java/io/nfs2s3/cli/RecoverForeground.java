package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.catalog.SiteRecord.Rest;
import io.nfs2s3.cli.ForecastRate.Basis;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.recover.Act;
import io.nfs2s3.lifecycle.recover.Judged;
import io.nfs2s3.lifecycle.recover.Recover;
import io.nfs2s3.lifecycle.recover.RecoverWork;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.site.SiteRecovery;
import io.nfs2s3.site.SiteView;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs a recovery in the foreground: names what is undecided, ends at a signal, has the site go on in the end. */
final class RecoverForeground {
    private final Application application;
    private final Recover recover;
    private final SiteRecovery site;
    private final RunOptions options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final UnfinishedRun unfinished;
    private final RunProgress progress = new RunProgress();
    private final LongAdder listed = new LongAdder();
    private final Map<Act, Long> acts = new EnumMap<>(Act.class);

    RecoverForeground(Application application, RunOptions options, PrintWriter out, PrintWriter err) {
        this.application = application;
        this.recover = application.recoveries().recover();
        this.site = application.recoveries().site();
        this.options = options;
        this.out = out;
        this.err = err;
        this.unfinished =
                new UnfinishedRun(RunKind.RECOVER, application.recoveries().runs(), options.json(), out, err);
    }

    /**
     * Begins, or goes on with a run whose process has ended.
     *
     * @param taken the id that a new database is to have; empty for the own one
     * @return the exit code
     */
    int start(String taken) {
        options.rate();
        site.owner(taken);
        recover.requireDependencies();
        Rest rest = site.rest(taken);
        SiteView shown = application.site().show();
        return run(recover.start(shown.place(), rest, options.rate()), shown.id(), rest);
    }

    /**
     * Goes on with a run.
     *
     * @param taken called when the run is this process's, before anything is done
     * @return the exit code
     */
    int resume(Run run, Runnable taken) {
        options.rate();
        recover.requireDependencies();
        SiteView shown = application.site().show();
        Optional<Rest> rest = site.resting();
        RunLease lease = recover.takeOver(run, shown.place(), rest);
        taken.run();
        return run(lease, shown.id(), rest.orElseThrow());
    }

    private int run(RunLease lease, String id, Rest rest) {
        try (Interruption interruption = new Interruption()) {
            return tell(run(lease, id, rest, interruption));
        }
    }

    private RunResult run(RunLease lease, String id, Rest rest, Interruption interruption) {
        LiveProgress shown = show();
        try {
            Run before = application.recoveries().runs().find(lease.run()).orElseThrow();
            return recover.run(lease, work(options.rateOr(before.rate()), id, rest::lasted, interruption, 0));
        } catch (RuntimeException e) {
            unfinished.failed(lease);
            throw e;
        } finally {
            shown.close();
        }
    }

    private RecoverWork work(int rate, String id, Supplier<Duration> rested, Interruption interruption, int named) {
        return new RecoverWork(
                id,
                rested,
                () -> rate,
                progress,
                listed::increment,
                judged -> tell(judged, named),
                () -> !interruption.asked());
    }

    private void tell(Judged judged, int named) {
        long before = acts.merge(judged.act(), 1L, Long::sum);
        if (options.json()) {
            out.println(ReportJson.write(RecoverFields.of(judged)));
        } else if (judged.act() == Act.UNDECIDED || before <= named) {
            out.println(RecoverText.line(judged));
        }
    }

    private int tell(RunResult result) {
        if (result instanceof RunResult.Done done) {
            Run run = done.run();
            end(RecoverFields.of("done", run), RecoverText.line(run));
            return goOn(run.counts());
        }
        if (result instanceof RunResult.Stopped stopped) {
            end(RunFields.event("stopped", stopped.run()), RecoverText.stopped(stopped.run()));
            return ExitCode.DONE;
        }
        return unfinished.lost((RunResult.Lost) result);
    }

    /** The site goes on since the run is DONE: there is nothing that it should wait for. */
    private int goOn(RunCounts counts) {
        SiteView shown = site.ended();
        if (!shown.suspended().isEmpty()) {
            err.println("nfs2s3: the site is suspended again: " + shown.suspended());
            return ExitCode.DEPENDENCY_DOWN;
        }
        if (!options.json()) {
            RecoverText.goesOn(counts).forEach(out::println);
        }
        return counts.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }

    private void end(Map<String, @Nullable Object> fields, String... lines) {
        if (options.json()) {
            fields.put("acts", RecoverFields.acts(acts));
            out.println(ReportJson.write(fields));
            return;
        }
        RecoverText.acts(acts).forEach(out::println);
        for (String line : lines) {
            out.println(line);
        }
    }

    /**
     * Says what {@link #start} would do.
     *
     * @param named so many files of each fate are named; all that are undecided are
     * @return the exit code
     */
    int preview(String taken, int named) {
        options.rate();
        String owner = site.owner(taken);
        recover.requireDependencies();
        Optional<Rest> rest = site.resting();
        Supplier<Duration> rested = () -> rest.map(Rest::lasted).orElse(Duration.ZERO);
        return Look.at(
                err,
                this::show,
                "recover",
                "files",
                interruption -> recover.preview(work(options.rate(), owner, rested, interruption, named)),
                counts -> {
                    end(
                            RecoverFields.of("preview", counts),
                            RecoverText.preview(counts).toArray(String[]::new));
                    return counts.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
                });
    }

    /** Says what {@link #start} would take. @return the exit code */
    int plan(String taken) {
        String owner = site.owner(taken);
        recover.requireDependencies();
        return Look.at(
                err,
                this::show,
                "recover",
                "objects",
                interruption -> recover.forecast(work(options.rate(), owner, () -> Duration.ZERO, interruption, 0)),
                this::tell);
    }

    private int tell(Forecast forecast) {
        ForecastRate rate = ForecastRate.of(
                application.recoveries().runs(),
                Basis.ofLooks(Recover.SOURCE, run -> true),
                options.rate(),
                "the limit of --rate");
        new ForecastText(forecast, application.settings().plan(), rate)
                .print(
                        options.json(),
                        out,
                        "the bucket was listed for this; an object is looked at, and its original read, where no row agrees"
                                + " with it; originals that no object belongs to come on top");
        return ExitCode.DONE;
    }

    private LiveProgress show() {
        boolean json = options.json();
        RunView.Words words = new RunView.Words(
                "recover",
                "files",
                () -> RecoverText.counts(progress.counts(), listed.sum()),
                () -> RecoverFields.progress(progress.counts(), listed.sum()));
        RunView view = new RunView(json ? out : err, json, progress, words);
        return new LiveProgress("recover", "files", -1, !json && Terminal.isThere(), view);
    }
}
