package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sweep",
        description = {
            "Put files whose message was lost back into the queue, remove superseded objects that are due, and have",
            "the store forget the parts of copies that died.",
            "The daemon does this by its schedule."
        })
final class SweepCommand extends AppCommand {
    @Option(
            names = "--age",
            paramLabel = "DURATION",
            description = "How long a file must have been QUEUED, in ISO-8601 such as PT6H; default: sweep.age.")
    private @Nullable Duration age;

    @Override
    int run(Application application) {
        Duration waited = age == null ? application.settings().sweep().age() : age;
        long swept = application.sweeper().sweep(waited);
        int removed = application.cleaner().sweep();
        int forgotten = application.cleaner().sweepParts(application.clock());
        out().println("sweep: " + swept + " files back in the queue, " + removed + " superseded objects removed, "
                + forgotten + " abandoned uploads of parts forgotten");
        return ExitCode.DONE;
    }
}
