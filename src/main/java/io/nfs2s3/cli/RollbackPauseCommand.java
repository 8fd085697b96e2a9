package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "pause",
        description = "Have the roll backs of every host rest, within two seconds. What is rolled back stays so.")
final class RollbackPauseCommand extends AppCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For those who wonder.")
    private @Nullable String reason;

    @Override
    int run(Application application) {
        String by = System.getProperty("user.name", "unknown") + " on " + application.processName();
        boolean paused = application.rollbacks().controls().pause(by, reason);
        out().println(
                        paused
                                ? "rollback: paused on every host; 'rollback resume' goes on"
                                : "rollback: was paused already, see 'rollback status'");
        return ExitCode.DONE;
    }
}
