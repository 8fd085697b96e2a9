package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.RunControls;
import picocli.CommandLine.Command;

@Command(
        name = "pause",
        description = "Have the roll backs of every host rest, within two seconds. What is rolled back stays so.")
final class RollbackPauseCommand extends RunPauseCommand {
    RollbackPauseCommand() {
        super("rollback");
    }

    @Override
    RunControls controls(Application application) {
        return application.rollbacks().controls();
    }
}
