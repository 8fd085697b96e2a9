package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.outbox.DrainResult;
import io.nfs2s3.outbox.DrainResult.Outcome;
import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Option;

/** What {@code drain} and {@code outbox replay} have in common, which is all. */
final class DrainOptions {
    @Option(names = "--limit", paramLabel = "N", description = "Send at most so many entries.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--dry-run", description = "Say how many entries there are, and do nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    boolean dryRun() {
        return dryRun;
    }

    int drain(Application application, PrintWriter out, PrintWriter err) {
        long depth = application.outbox().status().depth();
        if (dryRun) {
            long would = Math.min(depth, limit);
            out.println(json ? "{\"wouldSend\":" + would + "}" : "outbox: " + would + " entries would be sent");
            return ExitCode.DONE;
        }
        AtomicLong sent = new AtomicLong();
        DrainResult result;
        LiveProgress progress = new LiveProgress(err, "draining", depth, sent::get);
        try {
            result = application.drainer().drain(limit, total -> {
                sent.set(total);
                return true;
            });
        } finally {
            progress.close();
        }
        long left = application.outbox().status().depth();
        if (json) {
            out.println(ReportJson.write(result));
        } else {
            out.println("outbox: " + result.sent() + " entries sent, " + left + " left");
        }
        if (result.outcome() == Outcome.BUSY) {
            err.println("nfs2s3: a running daemon drains the outbox at this moment; look at 'outbox status'");
        }
        if (result.outcome() == Outcome.REFUSED) {
            throw new DependencyDownException(result.reason());
        }
        return ExitCode.DONE;
    }
}
