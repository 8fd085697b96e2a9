package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.RunKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Has the runs of one kind rest, on every host. */
abstract class RunPauseCommand extends AppCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For those who wonder.")
    private @Nullable String reason;

    abstract RunKind kind();

    @Override
    final int run(Application application) {
        String by = System.getProperty("user.name", "unknown") + " on " + application.processName();
        boolean paused = application.runs().controls(kind()).pause(by, reason);
        String name = RunText.name(kind());
        out().println(
                        paused
                                ? name + ": paused on every host; '" + RunText.resume(kind()) + "' goes on"
                                : name + ": was paused already, see '" + RunText.status(kind()) + "'");
        return ExitCode.DONE;
    }
}
