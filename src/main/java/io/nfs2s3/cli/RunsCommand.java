package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "runs",
        description = "Long jobs of all kinds and hosts: follow them, have them rest, go on with them, give them up.",
        subcommands = {
            RunsListCommand.class,
            RunsShowCommand.class,
            RunsCommand.Pause.class,
            RunsResumeCommand.class,
            RunSetCommand.class,
            RunsCommand.Cancel.class
        })
final class RunsCommand extends GroupCommand {
    /** @throws IllegalArgumentException when there is no such run */
    static Run find(Application application, long run) {
        return application
                .runs()
                .all()
                .find(run)
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no run " + run + "; 'nfs2s3 runs list' has them"));
    }

    @Command(
            name = "pause",
            description = {
                "Have the runs of one kind rest on every host, within two seconds. What is done stays done, and a run that"
                        + " begins meanwhile waits too.",
                "'backfill' also holds the copying of the backfill queue."
            })
    static final class Pause extends RunPauseCommand {
        @Parameters(
                paramLabel = "KIND",
                description = "adopt, backfill, recover, restore, retire, rollback, or verify.")
        @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
        private String kind;

        @Override
        RunKind kind() {
            return RunText.kind(kind);
        }
    }

    @Command(name = "cancel", description = "Give a run up. Its process ends by itself. What it did stays done.")
    static final class Cancel extends RunCancelCommand {
        @Override
        RunKind kind(Application application, long run) {
            return find(application, run).kind();
        }
    }
}
