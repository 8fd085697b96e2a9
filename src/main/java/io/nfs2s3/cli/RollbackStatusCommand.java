package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunSample;
import io.nfs2s3.runs.Runs;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = "The last runs of all hosts, and the first files that the newest of them refused or left out.")
final class RollbackStatusCommand extends AppCommand {
    private static final int RUNS = 10;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Override
    int run(Application application) {
        Runs runs = application.rollbacks().runs();
        String closed = application.rollbacks().rollback().closedBecause().orElse("");
        List<Run> newest = runs.newest(RUNS);
        List<RunSample> samples =
                newest.isEmpty() ? List.of() : runs.samples(newest.get(0).id());
        if (json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("open", closed.isEmpty());
            fields.put("closedBecause", closed);
            fields.put(
                    "runs",
                    newest.stream().map(run -> RollbackFields.of("run", run)).toList());
            fields.put("samples", samples.stream().map(RollbackFields::of).toList());
            json(fields);
            return ExitCode.DONE;
        }
        out().println("rollback: " + (closed.isEmpty() ? "open" : closed));
        newest.forEach(run -> out().println(RollbackText.line(run)));
        samples.forEach(sample -> out().println("  " + sample.name() + ": " + sample.reason()));
        return ExitCode.DONE;
    }
}
