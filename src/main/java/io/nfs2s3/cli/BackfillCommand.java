package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.RunKind;
import picocli.CommandLine.Command;

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
    static final class Pause extends RunPauseCommand {
        @Override
        RunKind kind() {
            return RunKind.BACKFILL;
        }
    }

    @Command(
            name = "cancel",
            description = {
                "Give a run up. Its process ends by itself. What it queued stays queued, and a new run finds what it did not"
                        + " come to."
            })
    static final class Cancel extends RunCancelCommand {
        @Override
        RunKind kind(Application application, long run) {
            return RunKind.BACKFILL;
        }
    }
}
