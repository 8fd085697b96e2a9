package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.catalog.FailedFiles;
import io.nfs2s3.catalog.FailedFilter;
import io.nfs2s3.catalog.FailureCount;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = {
            "List the files that are FAILED, the newest failure first, and sum them up by reason.",
            "The options narrow them down together."
        })
final class FailedListCommand extends AppCommand {
    @Mixin
    private final FailedOptions options = new FailedOptions();

    @Option(names = "--by-reason", description = "Only how many there are for each reason, and what to do about it.")
    private boolean byReason;

    @Option(names = "--json", description = "One line of JSON for each file; with --by-reason for each reason.")
    private boolean json;

    @Override
    int run(Application application) {
        FailedFiles files = application.retries().failedFiles();
        FailedFilter filter = options.filter(application, List.of());
        if (!byReason) {
            files.forEach(filter, options.limit(), file -> {
                if (json) {
                    json(FailedText.fields(file));
                } else {
                    out().println(FailedText.line(file));
                }
            });
        }
        if (byReason || !json) {
            summary(files.byReason(filter), application.databaseClock().instant());
        }
        return ExitCode.DONE;
    }

    private void summary(List<FailureCount> counts, Instant now) {
        if (json) {
            counts.forEach(count -> json(FailedText.fields(count)));
        } else {
            FailedText.summary(counts, byReason ? Long.MAX_VALUE : options.limit(), now)
                    .forEach(out()::println);
        }
    }
}
