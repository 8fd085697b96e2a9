package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "backfill",
        description = "Files that were on NFS before the upload hook.",
        subcommands = {
            BackfillPlanCommand.class,
            BackfillScanCommand.class,
            BackfillManifestCommand.class,
            BackfillCommand.Pause.class,
            BackfillResumeCommand.class,
            BackfillCommand.Cancel.class,
            BackfillSetCommand.class,
            BackfillStatusCommand.class
        })
final class BackfillCommand extends GroupCommand {
    @Command(
            name = "pause",
            description = {
                "Have every host leave the backfill alone, within two seconds: scans wait, and workers take no file of the"
                        + " backfill queue.",
                "Live uploads are migrated as ever. What is being copied at that moment is finished."
            })
    static final class Pause extends AppCommand {
        @Option(names = "--reason", paramLabel = "TEXT", description = "For those who wonder.")
        private @Nullable String reason;

        @Override
        int run(Application application) {
            String by = System.getProperty("user.name", "unknown") + " on " + application.processName();
            boolean paused = application.backfills().controls().pause(by, reason);
            out().println(
                            paused
                                    ? "backfill: paused on every host; 'backfill resume' goes on"
                                    : "backfill: was paused already, see 'backfill status'");
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "cancel",
            description = {
                "Give a run up. Its process ends by itself. What it queued stays queued, and a new run finds what it did not"
                        + " come to."
            })
    static final class Cancel extends AppCommand {
        @Parameters(paramLabel = "RUN", description = "The number of the run, see 'backfill status'.")
        private long run;

        @Override
        int run(Application application) {
            application.backfills().runs().cancel(run);
            out().println("run " + run + ": cancelled");
            return ExitCode.DONE;
        }
    }
}
