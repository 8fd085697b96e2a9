package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "scan",
        description = {
            "Put the files below the source root into the queue, while workers copy those that were found before.",
            "Files that are known stay as they are. Ends at SIGTERM or SIGINT; 'backfill resume' goes on, also after a"
                    + " kill."
        })
final class BackfillScanCommand extends AppCommand {
    @Mixin
    private final PrefixOptions which = new PrefixOptions();

    @Mixin
    private final BackfillOptions options = new BackfillOptions();

    @Override
    int run(Application application) {
        String below = which.below(application.settings().kinds().all());
        var job = new BackfillJob(Source.SCAN, below, application.backfills().names(Source.SCAN, below));
        var foreground = new BackfillForeground(application, options.json(), out(), err());
        return options.dryRun() ? foreground.preview(job) : foreground.start(job);
    }
}
