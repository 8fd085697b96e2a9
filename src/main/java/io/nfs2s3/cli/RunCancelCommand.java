package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.RunKind;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives a run up. */
abstract class RunCancelCommand extends AppCommand {
    @Parameters(paramLabel = "RUN", description = "The number of the run.")
    private long run;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    /** Of this run. */
    abstract RunKind kind(Application application, long run);

    @Override
    final int run(Application application) {
        application.runs().of(kind(application, run)).cancel(run);
        if (json) {
            json(RunFields.event("cancelled", run));
        } else {
            out().println("run " + run + ": cancelled");
        }
        return ExitCode.DONE;
    }
}
