package io.nfs2s3.cli;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.runs.RunResult;
import io.nfs2s3.runs.Runs;
import java.io.PrintWriter;
import org.jdbi.v3.core.JdbiException;

/** Says that a run ended before it was done, and how to go on with it. */
final class UnfinishedRun {
    private final RunKind kind;
    private final Runs runs;
    private final boolean json;
    private final PrintWriter out;
    private final PrintWriter err;

    UnfinishedRun(RunKind kind, Runs runs, boolean json, PrintWriter out, PrintWriter err) {
        this.kind = kind;
        this.runs = runs;
        this.json = json;
        this.out = out;
        this.err = err;
    }

    String resumable(long run, String why) {
        return "run " + run + " " + why + "; go on with: nfs2s3 " + (kind == RunKind.BACKFILL ? "backfill" : "runs")
                + " resume " + run;
    }

    /** That of an exception, which says itself what happened. */
    void failed(RunLease lease) {
        if (isRecorded(lease)) {
            err.println(resumable(lease.run(), "is FAILED"));
        }
    }

    /** One that failed before its first batch is not. */
    private boolean isRecorded(RunLease lease) {
        try {
            return runs.find(lease.run()).isPresent();
        } catch (JdbiException e) {
            return true; // the database is down, and so it was not taken back
        }
    }

    /** @return the exit code */
    int lost(RunResult.Lost lost) {
        if (json) {
            out.println(ReportJson.write(RunFields.event("lost", lost.run())));
        }
        err.println("nfs2s3: " + lost.reason() + "; see '" + RunText.status(kind) + "'");
        return ExitCode.SOME_FAILED;
    }
}
