package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.Runs;
import picocli.CommandLine.Command;

@Command(
        name = "cancel",
        description = "Give a run up. Its process ends by itself. What it rolled back, or queued again, stays so.")
final class RollbackCancelCommand extends RunCancelCommand {
    @Override
    Runs runs(Application application) {
        return application.rollbacks().runs();
    }
}
