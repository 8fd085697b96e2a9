package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.Printable;
import io.nfs2s3.media.TimeWindows;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "The last runs of all hosts, the newest first, and which kinds are paused or have hours.")
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
        Map<RunKind, String> paused = new LinkedHashMap<>();
        Map<RunKind, TimeWindows> hours = new LinkedHashMap<>();
        for (RunKind one : kind == null ? List.of(RunKind.values()) : List.of(kind)) {
            RunControl said = application.runs().controls(one).read();
            said.pauseText().ifPresent(text -> paused.put(one, text));
            TimeWindows windows = said.hours();
            if (windows != null) {
                hours.put(one, windows);
            }
        }
        if (json) {
            json(Map.of(
                    "paused",
                    named(paused),
                    "hours",
                    named(hours),
                    "runs",
                    newest.stream().map(run -> RunKinds.fields("run", run)).toList()));
            return ExitCode.DONE;
        }
        lines(newest, paused, hours).forEach(out()::println);
        return ExitCode.DONE;
    }

    private static Map<String, String> named(Map<RunKind, ?> said) {
        Map<String, String> named = new LinkedHashMap<>();
        said.forEach((one, text) -> named.put(RunText.name(one), text.toString()));
        return named;
    }

    private static List<String> lines(List<Run> newest, Map<RunKind, String> paused, Map<RunKind, TimeWindows> hours) {
        List<String> lines = new ArrayList<>();
        paused.forEach((one, text) ->
                lines.add(RunText.name(one) + ": " + Printable.line(text) + "; '" + RunText.resume(one) + "' goes on"));
        hours.forEach((one, windows) -> lines.add(RunText.name(one) + ": "
                + (windows.windows().isEmpty() ? "at any time" : "only at " + windows) + "; 'runs set "
                + RunText.name(one)
                + " --hours default' goes back to the settings"));
        newest.forEach(run -> lines.add(RunKinds.line(run)));
        if (newest.isEmpty()) {
            lines.add("no runs");
        }
        return lines;
    }
}
