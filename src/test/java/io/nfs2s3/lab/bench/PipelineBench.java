package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.BackfillBench.Options;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Many small files, from the start of the scan to the last flip, beside tools that copy the same tree. */
final class PipelineBench {
    private final Servers servers;
    private final FileSet files;
    private final Targets targets;
    private final Options options;
    private final Summary summary;
    private int runs;

    PipelineBench(Servers servers, FileSet files, Targets targets, Options options, Summary summary) {
        this.servers = servers;
        this.files = files;
        this.targets = targets;
        this.options = options;
        this.summary = summary;
    }

    void run() throws IOException, InterruptedException {
        for (String name : options.targets()) {
            measure(targets.named(name));
        }
    }

    private void measure(Target target) throws IOException, InterruptedException {
        List<Contender> contenders = new ArrayList<>(List.of(
                new PipelineRun("scan and daemon", true, servers, options),
                new PipelineRun("scan and daemon cold", false, servers, options)));
        for (Peer peer : Peer.present(List.of(Peer.S5CMD, Peer.RCLONE))) {
            contenders.add(new PeerRun(
                    peer, options.concurrency(), servers.settings(Map.of()).aws(), servers.home()));
        }
        List<Standing> standings =
                Standing.after(options.rounds(), contenders, contender -> measure(target, contender));
        WorkerTable.print(
                "%s: %,d files of %s, %d at once, rounds %d (the best counts), from the start of the scan to the last flip"
                        .formatted(
                                target.name(),
                                files.count(),
                                files.size().text(),
                                options.concurrency(),
                                options.rounds()),
                standings,
                standings.get(0));
        summary.add("pipeline", target.name(), standings, standings.get(0));
        for (Standing standing : standings) {
            standing.best().ifPresent(best -> addFirst(target, standing, best.firstSeconds()));
        }
    }

    private void addFirst(Target target, Standing standing, double seconds) {
        String key = "first_" + target.name() + "_" + standing.name().replace(' ', '_') + "_s";
        summary.add(key, String.format(Locale.ROOT, "%.2f", seconds));
    }

    private Result measure(Target target, Contender contender) throws IOException, InterruptedException {
        String run = "pipeline" + ++runs;
        System.out.printf("  %s %s%n", target.name(), contender.name());
        try {
            Result result = contender.isOurs() ? contender.run(target, files, run) : watched(target, contender, run);
            return result instanceof Result.Valid valid
                    ? new Result.Valid(
                            valid.figures(), firstNote(valid.figures().firstSeconds()))
                    : result;
        } finally {
            target.clear(run);
        }
    }

    private Result watched(Target target, Contender contender, String run) throws IOException, InterruptedException {
        try (FirstObject first = new FirstObject(target, run + "/")) {
            Result result = contender.run(target, files, run);
            return result instanceof Result.Valid valid
                    ? new Result.Valid(valid.figures().withFirst(first.seconds()), "")
                    : result;
        }
    }

    private static String firstNote(double seconds) {
        return String.format(Locale.ROOT, "first file after %.2f s", seconds);
    }
}
