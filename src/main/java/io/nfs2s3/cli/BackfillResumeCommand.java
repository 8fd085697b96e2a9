package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.Run;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = {
            "End a pause on every host, and go on here with a run whose process has ended.",
            "A run whose process is still there goes on by itself. Files that are registered are not registered again; a"
                    + " directory has no place to go on from, so a scan reads its names anew.",
            "A manifest that was read from standard input is to be given there again."
        })
final class BackfillResumeCommand extends AppCommand {
    @Parameters(
            paramLabel = "RUN",
            arity = "0..1",
            description = "The number of the run; not needed when there is only one that can be gone on with.")
    private @Nullable Long run;

    @Option(names = "--json", description = "An event a second as one line of JSON, and one at the end.")
    private boolean json;

    @Override
    int run(Application application) {
        Optional<Run> chosen = run == null
                ? ResumableRuns.only(
                        application.backfills().runs().unfinished(), ProcessName.unique(), BackfillText::name, err())
                : Optional.of(application
                        .backfills()
                        .runs()
                        .find(run)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "there is no run " + run + "; 'nfs2s3 backfill status' has them")));
        if (chosen.isEmpty()) {
            endPause(application);
            return ExitCode.DONE;
        }
        // The pause does not end for a run that cannot be gone on with.
        return new BackfillForeground(application, json, out(), err())
                .resume(chosen.get(), () -> endPause(application));
    }

    private void endPause(Application application) {
        if (!application.backfills().controls().resume()) {
            return; // there was none
        }
        if (json) {
            json(Map.of("event", "resumed", "kind", "backfill"));
        } else {
            out().println("backfill: the pause is over on every host");
        }
    }
}
