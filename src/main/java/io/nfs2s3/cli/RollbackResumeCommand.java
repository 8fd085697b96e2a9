package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.Run;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = {
            "End a pause on every host, and go on here with a run whose process has ended.",
            "A run whose process is still there goes on by itself. Files that were refused are looked at again. A list that was"
                    + " read from standard input is to be given there again."
        })
final class RollbackResumeCommand extends AppCommand {
    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "The number of the run; not needed when there is only one that can be gone on with.")
    private @Nullable Long run;

    @Mixin
    private final RollbackOptions options = new RollbackOptions();

    @Override
    int run(Application application) {
        options.rate();
        Optional<Run> chosen = ResumableRuns.choose(
                application.rollbacks().runs(),
                run,
                application.rollbacks().rollback()::canTakeOver,
                RollbackText::name,
                err());
        if (application.rollbacks().controls().resume() && !options.json()) { // not for a number that was mistyped
            out().println("rollback: the pause is over on every host");
        }
        RollbackForeground foreground = new RollbackForeground(application, options, out(), err());
        return chosen.map(foreground::resume).orElse(ExitCode.DONE);
    }
}
