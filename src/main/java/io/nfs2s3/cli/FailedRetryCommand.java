package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.catalog.FailedFiles;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.media.Printable;
import io.nfs2s3.queue.QueueException;
import io.nfs2s3.recovery.RetryResult;
import io.nfs2s3.site.OwnSite;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "retry",
        description = {
            "Put failed files back into the queue, those that failed first before the others.",
            "Each becomes the next generation, unless its row names an object that was proved, and waits behind live"
                    + " uploads. While SQS is down they are left FAILED; if it goes down on the way, the next sweep"
                    + " sends those that were in flight. Safe beside running daemons, and safe to repeat."
        })
final class FailedRetryCommand extends AppCommand {
    @Parameters(
            paramLabel = "PATH",
            arity = "0..*",
            description = "Only these files; - reads their paths from standard input, one a line.")
    private List<String> paths = List.of();

    @Mixin
    private final FailedOptions options = new FailedOptions();

    @Option(names = "--all", description = "Every failed file; needed when nothing else narrows them down.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only say what would be done: how many files there are.")
    private boolean dryRun;

    @Option(names = "--json", description = "The result as one line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        FailedFilter filter = options.filter(application, GivenPaths.all(application, paths));
        if (filter.isAll() && !options.isLimited() && !all && !dryRun) {
            throw new IllegalArgumentException("this would retry every failed file: say --all, or narrow it down by"
                    + " PATH, --kind, --prefix, --code, --since, --until or --limit");
        }
        FailedFiles files = application.retries().failedFiles();
        files.notFailed(filter.paths())
                .forEach(path ->
                        err().println("nfs2s3: left as it is, for it is not FAILED: " + Printable.line(path.value())));
        long expected = Math.min(options.limit(), files.count(filter));
        if (dryRun) {
            out().println(
                            json
                                    ? ReportJson.write(Map.of("wouldRequeue", expected))
                                    : Plural.of(expected, "file") + " would go back to the queue");
            return ExitCode.DONE;
        }
        OwnSite.require(application.site());
        try (Interruption interruption = new Interruption()) { // after its end a process that was told to end is gone
            return tell(retry(application, filter, expected, interruption));
        }
    }

    private int tell(RetryResult result) {
        out().println(
                        json
                                ? ReportJson.write(result)
                                : Plural.of(result.requeued(), "file goes", "files go") + " back to the queue");
        if (!result.complete()) {
            throw new DependencyDownException(
                    result.reason() + "; " + Plural.of(result.unsent(), "file is", "files are")
                            + " QUEUED without a message, the next sweep sends them; the others are left FAILED");
        }
        return ExitCode.DONE;
    }

    private RetryResult retry(Application application, FailedFilter filter, long expected, Interruption interruption) {
        AtomicLong done = new AtomicLong();
        LiveProgress progress = new LiveProgress(err(), "retrying", expected, done::get);
        try {
            return application.retries().failedRetry().retry(filter, options.limit(), sent -> {
                done.set(sent);
                return !interruption.asked();
            });
        } catch (QueueException e) {
            throw new DependencyDownException(e.getMessage() + "; every file is left FAILED, run it again then");
        } finally {
            progress.close();
        }
    }
}
