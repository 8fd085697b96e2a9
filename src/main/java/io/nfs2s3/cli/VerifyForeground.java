package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.cli.ForecastRate.Basis;
import io.nfs2s3.lifecycle.verify.Judged;
import io.nfs2s3.lifecycle.verify.Mending;
import io.nfs2s3.lifecycle.verify.Repair;
import io.nfs2s3.lifecycle.verify.Verify;
import io.nfs2s3.lifecycle.verify.VerifyProgress;
import io.nfs2s3.lifecycle.verify.VerifySelection;
import io.nfs2s3.lifecycle.verify.VerifyTally;
import io.nfs2s3.lifecycle.verify.VerifyTotals;
import io.nfs2s3.lifecycle.verify.VerifyWork;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** Runs a verify in the foreground: names what differs, ends at a signal, and tells what it found. */
final class VerifyForeground {
    /** Without the right to write, or on a server that takes no writes. */
    private static final Set<String> MAY_NOT = Set.of("42501", "25006");

    private final Application application;
    private final Verify verify;
    private final VerifyShown options;
    private final PrintWriter out;
    private final PrintWriter err;
    private final UnfinishedRun unfinished;
    private final RunProgress progress = new RunProgress();
    private final List<Judged> shown = new ArrayList<>();

    VerifyForeground(Application application, VerifyShown options, PrintWriter out, PrintWriter err) {
        this(application, application.verifies().verify(), options, out, err);
    }

    /** @param verify what goes on with a run */
    VerifyForeground(Application application, Verify verify, VerifyShown options, PrintWriter out, PrintWriter err) {
        this.application = application;
        this.verify = verify;
        this.options = options;
        this.out = out;
        this.err = err;
        this.unfinished =
                new UnfinishedRun(RunKind.VERIFY, application.verifies().runs(), options.json(), out, err);
    }

    /**
     * Begins a run.
     *
     * @param files get the paths
     * @return the exit code
     */
    int start(VerifySelection asked, VerifyFiles files) {
        application.site().requirePlace(); // or each file would be told as missing
        VerifyTotals totals = totals(asked);
        VerifySelection selection = verify.requireDependencies(asked, totals.progress());
        long expected = verify.expected(selection);
        return run(begin(selection), selection, totals, expected, files);
    }

    private RunLease begin(VerifySelection selection) {
        verify.missingRight().ifPresent(grant -> {
            throw new IllegalArgumentException("no record can be kept without rights on its tables (" + grant
                    + "); --no-record verifies without one");
        });
        try {
            return verify.start(selection, options.rate());
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException sql && MAY_NOT.contains(sql.getSQLState())) {
                throw new IllegalArgumentException(
                        "no record can be kept: " + ErrorText.ofRoot(e) + "; --no-record verifies without one", e);
            }
            throw e;
        }
    }

    /**
     * Goes on with a run.
     *
     * @param taken called when the run is this process's, before anything is done
     * @return the exit code
     */
    int resume(Run run, Runnable taken) {
        application.site().requirePlace();
        VerifySelection selection = Verify.selection(run);
        VerifyTotals totals = totals(selection);
        verify.requireDependencies(run, totals.progress());
        long expected = verify.expected(selection);
        if (selection.files()) {
            err.println("run " + run.id() + " wrote files of paths, which would not be whole: they are not written;"
                    + " begin a new verify for them");
        }
        RunLease lease = verify.takeOver(run.id());
        taken.run();
        try (VerifyFiles none = VerifyFiles.none(out)) {
            return run(lease, selection, totals, expected, none);
        }
    }

    private VerifyTotals totals(VerifySelection selection) {
        return new VerifyTotals(new VerifyTally(), new VerifyProgress(), mending(selection));
    }

    private @Nullable Mending mending(VerifySelection selection) {
        if (!selection.repair()) {
            return selection.planRepair() ? new Mending(null) : null;
        }
        Repair mends = application.verifies().repair();
        mends.require();
        return new Mending(mends);
    }

    private int run(RunLease lease, VerifySelection selection, VerifyTotals totals, long expected, VerifyFiles files) {
        try (Interruption interruption = new Interruption()) { // after its end a process that was told to end is gone
            VerifyWork work = new VerifyWork(options::rate, totals, progress, each(files), () -> !interruption.asked());
            return tell(run(lease, selection, expected, work), selection, totals, files);
        }
    }

    private RunResult run(RunLease lease, VerifySelection selection, long expected, VerifyWork work) {
        LiveProgress live = show(work.totals(), expected);
        try {
            return verify.run(lease, selection, () -> expected, work);
        } catch (RuntimeException e) {
            unfinished.failed(lease);
            throw e;
        } finally {
            live.close();
        }
    }

    private Consumer<Judged> each(VerifyFiles files) {
        return judged -> {
            files.write(judged);
            show(judged);
        };
    }

    private int tell(RunResult result, VerifySelection selection, VerifyTotals totals, VerifyFiles files) {
        boolean sample = selection.sample() > 0;
        if (result instanceof RunResult.Done done) {
            int code = tell(totals, true, sample, done.run().id());
            files.finish(); // last, for it may fail, and what was found is told all the same
            return code;
        }
        if (result instanceof RunResult.Stopped stopped) {
            tell(totals, false, sample, stopped.run());
            err.println(unfinished.resumable(stopped.run(), "was stopped"));
            return ExitCode.SOME_FAILED;
        }
        return unfinished.lost((RunResult.Lost) result);
    }

    /**
     * Verifies without a record of it.
     *
     * @return the exit code
     */
    int withoutRecord(VerifySelection selection, VerifyFiles files) {
        application.site().requirePlace();
        VerifyTotals totals = totals(selection);
        try (Interruption interruption = new Interruption()) {
            boolean all = withoutRecord(selection, totals, each(files), interruption);
            int code = tell(totals, all, selection.sample() > 0, null);
            if (all) {
                files.finish();
            }
            return code;
        }
    }

    private boolean withoutRecord(
            VerifySelection selection, VerifyTotals totals, Consumer<Judged> shows, Interruption interruption) {
        long expected = verify.expected(selection);
        LiveProgress live = show(totals, expected);
        try {
            return application
                    .verifies()
                    .verifier()
                    .verify(
                            selection,
                            expected,
                            totals,
                            judged -> {
                                progress.look();
                                shows.accept(judged);
                            },
                            () -> !interruption.asked());
        } finally {
            live.close();
        }
    }

    private int tell(VerifyTotals totals, boolean all, boolean sample, @Nullable Long run) {
        VerifyText text = new VerifyText(totals, all, sample);
        if (options.json()) {
            Map<String, Object> fields = text.fields();
            if (run != null) {
                fields.put("run", run);
            }
            out.println(ReportJson.write(fields));
        } else {
            text.lines(shown).forEach(out::println);
        }
        Mending mending = totals.mending();
        boolean mended = mending != null && !mending.isDryRun() && mending.left() + mending.changed() == 0;
        return all && (totals.tally().differences() == 0 || mended) ? ExitCode.DONE : ExitCode.SOME_FAILED;
    }

    /** Says what {@link #start} would take. @return the exit code */
    int plan(VerifySelection selection) {
        ForecastRate rate = ForecastRate.of(
                application.verifies().runs(),
                Basis.ofLooks(
                        Verify.source(selection), run -> Verify.selection(run).isAsThoroughAs(selection)),
                options.rate(),
                "the limit of --rate");
        new ForecastText(
                        application.verifies().verifier().forecast(selection),
                        application.settings().plan(),
                        rate)
                .print(
                        "nothing was looked at: the same without --plan does",
                        options.json(),
                        out,
                        "by the rows that name an object: objects of no row, and originals of other rows, come on top; a HEAD"
                                + " is for what the listing does not settle, and what that does not settle either is read");
        return ExitCode.DONE;
    }

    private LiveProgress show(VerifyTotals totals, long expected) {
        RunView.Words words = new RunView.Words(
                "verify", "files", () -> VerifyText.summary(totals), () -> Map.of("event", "progress"));
        RunView view = new RunView(err, false, progress, words);
        return new LiveProgress("verify", "files", expected, Terminal.isThere(), view);
    }

    private synchronized void show(Judged judged) {
        if (!judged.decision().isNews()) {
            return;
        }
        if (options.json()) {
            out.println(ReportJson.write(VerifyText.fields(judged)));
        } else if (shown.size() < options.limit()) {
            shown.add(judged);
        }
    }
}
