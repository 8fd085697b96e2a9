package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.backfill.Backfill;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunProgress;
import io.nfs2s3.runs.RunResult;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.JdbiException;

/** Runs a backfill in the foreground: shows how far it is, ends it at a signal, and tells how it went. */
final class ForegroundRun {
    /** Runs among which one of the same is looked for, to tell how many names there may be. */
    private static final int RECENT = 100;

    private final Application application;
    private final Backfill backfill;
    private final BackfillOptions options;
    private final PrintWriter out;
    private final PrintWriter err;

    ForegroundRun(Application application, BackfillOptions options, PrintWriter out, PrintWriter err) {
        this.application = application;
        this.backfill = application.backfills().backfill();
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** @return the exit code */
    int start(BackfillJob job) {
        if (options.dryRun()) {
            return preview(job);
        }
        requireDependencies();
        return run(backfill.start(job.source(), job.what()), job);
    }

    /** Goes on with a run. @return the exit code */
    int resume(long run, BackfillJob job) {
        requireDependencies();
        return run(backfill.takeOver(run), job);
    }

    /** So that a run without SQS is refused, not begun. Both at once: the first call of each takes longest. */
    private void requireDependencies() {
        OwnSite.require(application);
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
            if (isRecorded(lease)) {
                err.println(BackfillText.resumable(lease.run(), "is FAILED"));
            }
            throw e;
        } finally {
            shown.close();
        }
    }

    /** One that failed before its first batch is not. */
    private boolean isRecorded(RunLease lease) {
        try {
            return application.backfills().runs().find(lease.run()).isPresent();
        } catch (JdbiException e) {
            return true; // the database is down, and so it was not taken back
        }
    }

    private int tell(RunResult result) {
        if (result instanceof RunResult.Done done) {
            out.println(
                    options.json()
                            ? ReportJson.write(BackfillFields.of("done", done.run()))
                            : BackfillText.done(done.run()));
            return done.run().counts().failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
        }
        if (result instanceof RunResult.Stopped stopped) {
            out.println(
                    options.json()
                            ? ReportJson.write(BackfillFields.event("stopped", stopped.run()))
                            : BackfillText.resumable(stopped.run(), "was stopped"));
            return ExitCode.DONE;
        }
        RunResult.Lost lost = (RunResult.Lost) result;
        if (options.json()) {
            out.println(ReportJson.write(BackfillFields.event("lost", lost.run())));
        }
        err.println("nfs2s3: " + lost.reason() + "; see 'backfill status'");
        return ExitCode.SOME_FAILED;
    }

    private LiveProgress show(long run, BackfillJob job, RunProgress progress) {
        long expected = application.backfills().runs().newest(RECENT).stream()
                .filter(before -> before.finishedAt() != null && before.what().equals(job.what()))
                .mapToLong(before -> before.counts().seen())
                .findFirst()
                .orElse(-1);
        boolean json = options.json();
        BackfillView view = new BackfillView(json ? out : err, json, run, expected, progress);
        return new LiveProgress("backfill", "files", expected, !json && Terminal.isThere(), view);
    }

    private int preview(BackfillJob job) {
        RunProgress progress = new RunProgress();
        RunCounts counts;
        LiveProgress shown = show(0, job, progress);
        try (Interruption interruption = new Interruption()) {
            counts = backfill.preview(job.names(), progress, () -> !interruption.asked());
        } finally {
            shown.close();
        }
        out.println(
                options.json() ? ReportJson.write(BackfillFields.of("preview", counts)) : BackfillText.preview(counts));
        return counts.failed() > 0 ? ExitCode.SOME_FAILED : ExitCode.DONE;
    }
}
