package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.RunKind;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Has the runs of one kind rest, on every host. */
abstract class RunPauseCommand extends AppCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For those who wonder.")
    private @Nullable String reason;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    abstract RunKind kind();

    @Override
    final int run(Application application) {
        String by = System.getProperty("user.name", "unknown") + " on " + ProcessName.unique();
        boolean paused = application.runs().controls(kind()).pause(by, reason);
        String name = RunText.name(kind());
        if (json) {
            json(Map.of("event", "paused", "kind", name, "changed", paused));
        } else {
            out().println(
                            paused
                                    ? name + ": paused on every host; '" + RunText.resume(kind()) + "' goes on"
                                    : name + ": was paused already, see '" + RunText.status(kind()) + "'");
        }
        return ExitCode.DONE;
    }
}
