package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.media.TimeRange;
import io.nfs2s3.outbox.DrainResult;
import io.nfs2s3.outbox.DrainResult.Outcome;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.outbox.OutboxEntry;
import io.nfs2s3.outbox.OutboxPreview;
import io.nfs2s3.site.OwnSite;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code drain} and {@code outbox replay} have in common, which is nearly all. */
final class DrainOptions {
    @Mixin
    private final WindowOptions windowOptions = new WindowOptions();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many entries.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--dry-run",
            description = "Only say what would be done: how many entries there are, the first and the last.")
    private boolean dryRun;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    /** @param takeBack whether those that were set aside are to be sent too */
    int drain(Application application, boolean takeBack, PrintWriter out, PrintWriter err) {
        Limit.require(limit);
        TimeRange window = windowOptions.window(application.databaseClock());
        if (dryRun) {
            show(application.outbox().preview(window, limit, takeBack), out);
            return ExitCode.DONE;
        }
        OwnSite.require(application.site());
        try (Interruption interruption = new Interruption()) { // after its end a process that was told to end is gone
            return drain(application, window, takeBack, interruption, out, err);
        }
    }

    private int drain(
            Application application,
            TimeRange window,
            boolean takeBack,
            Interruption interruption,
            PrintWriter out,
            PrintWriter err) {
        Outbox outbox = application.outbox();
        if (takeBack) {
            int taken = outbox.takeBack(window);
            (json ? err : out).println("outbox: " + Plural.of(taken, "entry waits", "entries wait") + " again");
        }
        DrainResult result = send(application, window, interruption, err);
        if (json) {
            out.println(ReportJson.write(result));
        } else {
            out.println("outbox: " + Plural.of(result.sent(), "entry", "entries") + " sent, " + left(outbox, window));
        }
        if (result.outcome() == Outcome.BUSY || result.outcome() == Outcome.BUSY_FOR_LONG) {
            err.println("nfs2s3: " + (result.sent() == 0 ? "nothing was sent: " : "stopped: ") + result.reason()
                    + "; look at 'outbox status'");
        }
        if (result.outcome() == Outcome.REFUSED) {
            throw new DependencyDownException(result.reason());
        }
        return ExitCode.DONE;
    }

    private DrainResult send(Application application, TimeRange window, Interruption interruption, PrintWriter err) {
        long count = application.outbox().preview(window, limit, false).count();
        AtomicLong sent = new AtomicLong();
        LiveProgress progress = new LiveProgress(err, "draining", count, sent::get);
        try {
            return application.drainer().drain(window, limit, total -> {
                sent.set(total);
                return !interruption.asked();
            });
        } finally {
            progress.close();
        }
    }

    private static String left(Outbox outbox, TimeRange window) {
        long all = outbox.status().depth();
        return window.isAll()
                ? all + " left"
                : outbox.preview(window, Long.MAX_VALUE, false).count() + " left of that time, " + all + " left in all";
    }

    private void show(OutboxPreview preview, PrintWriter out) {
        if (json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("wouldSend", preview.count());
            fields.put("first", fields(preview.first()));
            fields.put("last", fields(preview.last()));
            out.println(ReportJson.write(fields));
            return;
        }
        out.println("outbox: " + Plural.of(preview.count(), "entry", "entries") + " would be sent");
        preview.first().ifPresent(entry -> out.println("first: " + OutboxText.brief(entry)));
        preview.last().ifPresent(entry -> out.println("last:  " + OutboxText.brief(entry)));
    }

    private static @Nullable Object fields(Optional<OutboxEntry> entry) {
        return entry.isPresent() ? OutboxText.fields(entry.get()) : null;
    }
}
