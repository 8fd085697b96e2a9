package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.lifecycle.verify.VerifySelection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "verify",
        description = {
            "Compare what the database says of the copies with what is in S3, and say what is wrong. Changes nothing"
                    + " without --repair --yes.",
            "Without options it reads the database and lists the bucket: sizes and ETags. What these do not settle is"
                    + " looked at one by one. Files that are QUEUED are not compared.",
            "Ends at SIGTERM or SIGINT; 'runs resume' goes on, also after a kill."
        })
final class VerifyCommand extends AppCommand {
    @Mixin
    private final PrefixOptions which = new PrefixOptions();

    @Mixin
    private final VerifyOptions options = new VerifyOptions();

    @Override
    int run(Application application) {
        Integer sample = options.sample();
        VerifySelection all = new VerifySelection(
                which.below(application.settings().kinds().all()),
                options.depth(),
                options.maxAge(),
                sample == null ? 0 : sample,
                options.yes(),
                options.hasFiles(),
                options.inventory(),
                options.unregistered());
        VerifySelection selection = options.repair() && !options.yes() ? all.planningRepair() : all;
        VerifyForeground foreground = new VerifyForeground(application, options.shown(), out(), err());
        if (options.plan()) {
            return foreground.plan(selection);
        }
        try (VerifyFiles files = new VerifyFiles(options, out())) {
            return options.isRecorded()
                    ? foreground.start(selection, files)
                    : foreground.withoutRecord(selection, files);
        }
    }
}
