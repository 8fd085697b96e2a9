package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.RunControls;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Has the runs of one kind rest, on every host. */
abstract class RunPauseCommand extends AppCommand {
    private final String group;

    @Option(names = "--reason", paramLabel = "TEXT", description = "For those who wonder.")
    private @Nullable String reason;

    /** @param group the command that this one belongs to */
    RunPauseCommand(String group) {
        this.group = group;
    }

    abstract RunControls controls(Application application);

    @Override
    final int run(Application application) {
        String by = System.getProperty("user.name", "unknown") + " on " + application.processName();
        boolean paused = controls(application).pause(by, reason);
        out().println(
                        paused
                                ? group + ": paused on every host; '" + group + " resume' goes on"
                                : group + ": was paused already, see '" + group + " status'");
        return ExitCode.DONE;
    }
}
