package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.Runs;
import picocli.CommandLine.Parameters;

/** Gives a run of one kind up. */
abstract class RunCancelCommand extends AppCommand {
    @Parameters(paramLabel = "RUN", description = "The number of the run, see 'status'.")
    private long run;

    abstract Runs runs(Application application);

    @Override
    final int run(Application application) {
        runs(application).cancel(run);
        out().println("run " + run + ": cancelled");
        return ExitCode.DONE;
    }
}
