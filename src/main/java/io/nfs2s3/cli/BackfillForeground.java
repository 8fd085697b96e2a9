package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.backfill.Backfill;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.site.OwnSite;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Runs a backfill in the foreground: shows how far it is, ends it at a signal, and tells how it went. */
final class BackfillForeground {
    /** Runs among which one of the same is looked for, to tell how many names there may be. */
    private static final int RECENT = 100;

    private final Application application;
    private final Backfill backfill;
    private final boolean json;
    private final PrintWriter out;
    private final PrintWriter err;
    private final UnfinishedRun unfinished;

    BackfillForeground(Application application, boolean json, PrintWriter out, PrintWriter err) {
        this.application = application;
        this.backfill = application.backfills().backfill();
        this.json = json;
        this.out = out;
        this.err = err;
        this.unfinished =
                new UnfinishedRun(RunKind.BACKFILL, application.backfills().runs(), json, out, err);
    }

    /** @return the exit code */
    int start(BackfillJob job) {
        requireDependencies();
        return run(backfill.start(job.source(), job.what()), job);
    }

    /**
     * Goes on with a run.
     *
     * @param taken called when the run is this process's, before anything is done
     * @return the exit code
     */
    int resume(Run run, Runnable taken) {
        Source source = Source.valueOf(run.source());
        var job = new BackfillJob(source, run.what(), application.backfills().names(source, run.what()));
        requireDependencies();
        RunLease lease = backfill.takeOver(run.id());
        taken.run();
        return run(lease, job);
    }

    /** So that a run without SQS is refused, not begun. Both at once: the first call of each takes longest. */
    private void requireDependencies() {
        OwnSite.require(application.site());
        CompletableFuture<QueueDepth> depth =
                CompletableFuture.supplyAsync(() -> application.backfills().depth());
        application.backfills().runs().unfinished();
        FutureErrors.join(depth);
    }

    private int run(RunLease lease, BackfillJob job) {
        RunProgress progress = new RunProgress();
        try (Interruption interruption = new Interruption()) {
            return tell(run(lease, job, progress, interruption));
        }
    }

    private RunResult run(RunLease lease, BackfillJob job, RunProgress progress, Interruption interruption) {
        LiveProgress shown = show(lease.run(), job, progress);
        try {
            return backfill.run(lease, job.source(), job.names(), progress, () -> !interruption.asked());
        } catch (RuntimeException e) {
            unfinished.failed(lease);
            throw e;
        } finally {
            shown.close();
        }
    }

    private int tell(RunResult result) {
        if (result instanceof RunResult.Done done) {
            out.println(json ? ReportJson.write(BackfillFields.of("done", done.run())) : BackfillText.done(done.run()));
            return done.run().counts().failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        }
        if (result instanceof RunResult.Stopped stopped) {
            out.println(
                    json
                            ? ReportJson.write(RunFields.event("stopped", stopped.run()))
                            : unfinished.resumable(stopped.run(), "was stopped"));
            return ExitCode.DONE;
        }
        return unfinished.lost((RunResult.Lost) result);
    }

    private LiveProgress show(long run, BackfillJob job, RunProgress progress) {
        long expected = application.backfills().runs().newest(RECENT).stream()
                .filter(before -> before.finishedAt() != null && before.what().equals(job.what()))
                .mapToLong(before -> before.counts().seen())
                .findFirst()
                .orElse(-1);
        RunView view = view(json ? out : err, json, run, expected, progress);
        return new LiveProgress("backfill", "files", expected, !json && Terminal.isThere(), view);
    }

    /** @param expected how many names the last run of the same came upon; below 0 when nobody knows */
    static RunView view(PrintWriter to, boolean json, long run, long expected, RunProgress progress) {
        RunView.Words words = new RunView.Words("backfill", "names", () -> BackfillText.progress(progress), () -> {
            Map<String, @Nullable Object> fields = BackfillFields.of("progress", progress.counts());
            fields.put("run", run);
            fields.put("namesExpected", expected);
            return fields;
        });
        return new RunView(to, json, progress, words);
    }

    /** Counts what {@link #start} would find. @return the exit code */
    int preview(BackfillJob job) {
        RunProgress progress = new RunProgress();
        return Look.at(
                err,
                () -> show(0, job, progress),
                "backfill",
                "names",
                interruption -> backfill.preview(job.source(), job.names(), progress, () -> !interruption.asked()),
                counts -> {
                    out.println(
                            json
                                    ? ReportJson.write(BackfillFields.of("preview", counts))
                                    : BackfillText.preview(counts));
                    return counts.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
                });
    }
}
