package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "resume",
        description = {
            "End a pause on every host, and go on here with a run whose process has ended.",
            "A run whose process is still there goes on by itself. What was refused or left out is looked at again. A list that"
                    + " was read from standard input is to be given there again."
        })
final class RunsResumeCommand extends AppCommand {
    @Parameters(
            paramLabel = "RUN|KIND",
            arity = "0..1",
            description =
                    "The number of a run, or whose pause ends and whose only such run goes on. Without it: every kind.")
    private @Nullable String what;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    int run(Application application) {
        options.rate();
        Optional<Run> chosen;
        List<RunKind> kinds;
        if (what != null && what.chars().allMatch(Character::isDigit)) {
            Run run = RunsCommand.find(application, number(what));
            chosen = Optional.of(run);
            kinds = List.of(run.kind());
        } else {
            kinds = what == null ? List.of(RunKind.values()) : List.of(RunText.kind(what));
            List<Run> unfinished = application.runs().all().unfinished().stream()
                    .filter(run -> kinds.contains(run.kind()))
                    .toList();
            chosen = ResumableRuns.only(unfinished, ProcessName.unique(), RunKinds::name, err());
        }
        if (chosen.isEmpty()) {
            endPauses(application, kinds);
            return ExitCode.DONE;
        }
        RunKinds.requireResumable(chosen.get(), options);
        // A pause does not end for a run that cannot be gone on with.
        return RunKinds.resume(application, chosen.get(), options, out(), err(), () -> endPauses(application, kinds));
    }

    private void endPauses(Application application, List<RunKind> kinds) {
        kinds.forEach(kind -> endPause(application, kind));
    }

    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("there is no run " + digits + "; 'nfs2s3 runs list' has them");
        }
    }

    private void endPause(Application application, RunKind kind) {
        if (!application.runs().controls(kind).resume()) {
            return; // there was none
        }
        if (options.json()) {
            json(Map.of("event", "resumed", "kind", RunText.name(kind)));
        } else {
            out().println(RunText.name(kind) + ": the pause is over on every host");
        }
    }
}
