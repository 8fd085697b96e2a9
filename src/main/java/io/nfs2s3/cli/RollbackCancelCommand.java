package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "cancel",
        description = "Give a run up. Its process ends by itself. What it rolled back, or queued again, stays so.")
final class RollbackCancelCommand extends AppCommand {
    @Parameters(paramLabel = "RUN", description = "The number of the run, see 'rollback status'.")
    private long run;

    @Override
    int run(Application application) {
        application.rollbacks().runs().cancel(run);
        out().println("run " + run + ": cancelled");
        return ExitCode.DONE;
    }
}
