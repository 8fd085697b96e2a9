package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.backfill.Backfill.Source;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControl;
import io.nfs2s3.runs.RunState;
import io.nfs2s3.runs.Runs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description = {
            "Whether the backfill goes on, how far its runs are, and what the last full scan says: which names on NFS are"
                    + " not in media, and which files in media are not on NFS."
        })
final class BackfillStatusCommand extends AppCommand {
    private static final int RUNS = 10;

    @Option(names = "--json", description = "One line of JSON.")
    private boolean json;

    @Option(names = "--watch", description = "Again every two seconds, until it is interrupted.")
    private boolean watch;

    @Override
    int run(Application application) {
        show(application);
        while (watch && pause()) {
            show(application);
        }
        return ExitCode.DONE;
    }

    private void show(Application application) {
        RunControl control = application.backfills().controls().read();
        Runs runs = application.backfills().runs();
        List<Run> newest = runs.newest(RUNS);
        Optional<Run> scanned = newest.stream()
                .filter(run -> run.source().equals(Source.SCAN.name()) && run.state() == RunState.DONE)
                .findFirst();
        ProgressReport report = application.patientProgress().report();
        String closed = application.backfills().gate().closedBecause().orElse("");
        if (json) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("open", closed.isEmpty());
            fields.put("closedBecause", closed);
            fields.putAll(BackfillFields.limits(control, application.settings().backfill()));
            fields.put("filesPerSecond", report.rate().filesPerSecond());
            fields.put("bytesPerSecond", report.rate().bytesPerSecond());
            fields.put("eta", report.eta());
            fields.put(
                    "runs",
                    newest.stream().map(run -> BackfillFields.of("run", run)).toList());
            scanned.ifPresent(
                    run -> fields.put("reconciliation", BackfillFields.reconciliation(run, runs.samples(run.id()))));
            json(fields);
            return;
        }
        List<String> lines = new ArrayList<>();
        lines.add("backfill: " + (closed.isEmpty() ? "open" : closed));
        lines.add(BackfillText.limits(control, application.settings().backfill()));
        lines.add(BackfillText.copying(report));
        newest.forEach(run -> lines.add(BackfillText.line(run)));
        scanned.ifPresent(run -> lines.addAll(BackfillText.reconciliation(run, runs.samples(run.id()))));
        lines.forEach(out()::println);
    }

    private static boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(2);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
