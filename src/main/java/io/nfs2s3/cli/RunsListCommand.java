package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "list", description = "The last runs of all hosts, the newest first, and which kinds are paused.")
final class RunsListCommand extends AppCommand {
    @Parameters(
            paramLabel = "KIND",
            arity = "0..1",
            converter = EnumWords.Runs.class,
            completionCandidates = EnumWords.Runs.class,
            description = "Only this: ${COMPLETION-CANDIDATES}.")
    private @Nullable RunKind kind;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many runs; ${DEFAULT-VALUE} without it.")
    private int limit = 20;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        Limit.require(limit);
        List<Run> newest = application.runs().all().newest(kind, limit);
        Map<RunKind, String> paused = paused(application);
        if (json) {
            Map<String, String> kinds = new LinkedHashMap<>();
            paused.forEach((one, text) -> kinds.put(RunText.name(one), text));
            json(Map.of(
                    "paused",
                    kinds,
                    "runs",
                    newest.stream().map(run -> RunKinds.fields("run", run)).toList()));
            return ExitCode.DONE;
        }
        lines(newest, paused).forEach(out()::println);
        return ExitCode.DONE;
    }

    private Map<RunKind, String> paused(Application application) {
        Map<RunKind, String> paused = new LinkedHashMap<>();
        for (RunKind one : kind == null ? List.of(RunKind.values()) : List.of(kind)) {
            application.runs().controls(one).read().pauseText().ifPresent(text -> paused.put(one, text));
        }
        return paused;
    }

    private static List<String> lines(List<Run> newest, Map<RunKind, String> paused) {
        List<String> lines = new ArrayList<>();
        paused.forEach((one, text) ->
                lines.add(RunText.name(one) + ": " + Printable.line(text) + "; '" + RunText.resume(one) + "' goes on"));
        newest.forEach(run -> lines.add(RunKinds.line(run)));
        if (newest.isEmpty()) {
            lines.add("no runs");
        }
        return lines;
    }
}
