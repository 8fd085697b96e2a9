package io.nfs2s3.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Runs the phases of the benchmark of the backfill, one after the other, and makes what they need. */
final class BackfillBench {
    /** The parts of the benchmark, each with a table of its own. */
    enum Phase {
        SCAN,
        REGISTER,
        PIPELINE,
        LIVE,
        PAUSE
    }

    /**
     * What is asked for.
     *
     * @param files of each phase; empty for as many as the phase has
     * @param targets of the pipeline, by name
     * @param java further options for the JVMs of nfs2s3
     */
    record Options(
            Set<Phase> phases,
            Optional<Integer> files,
            List<String> targets,
            int concurrency,
            int rounds,
            List<String> java) {
        Options {
            phases = phases.isEmpty() ? EnumSet.allOf(Phase.class) : EnumSet.copyOf(phases);
        }

        private boolean hasAny(Phase... some) {
            return List.of(some).stream().anyMatch(phases::contains);
        }
    }

    private static final int NAMES = 1_000_000;
    private static final int FILES = 100_000;
    private static final int WARM_UP = 10;
    /** The queue of a million files is kept in it. */
    private static final String SERVERS_HEAP = "2g";

    private final Options options;
    private final Summary summary = new Summary("backfill");

    BackfillBench(Options options) {
        this.options = options;
    }

    void run() throws Exception {
        Path home = Files.createTempDirectory("nfs2s3-bench");
        if (options.phases().equals(EnumSet.of(Phase.SCAN))) {
            withNames(home, Optional.empty());
        } else {
            try (Servers servers = Servers.start(home, SERVERS_HEAP)) {
                FirstStart.run(servers);
                if (options.hasAny(Phase.SCAN, Phase.REGISTER)) {
                    withNames(home, Optional.of(servers));
                }
                if (options.hasAny(Phase.PIPELINE, Phase.LIVE, Phase.PAUSE)) {
                    withFiles(servers);
                }
            }
        }
        System.out.println("\n" + summary.line());
    }

    private void withNames(Path home, Optional<Servers> servers) throws Exception {
        NameSet names = new NameSet(home.resolve("names"), options.files().orElse(NAMES));
        tell(names.count(), names.root());
        try {
            names.write();
            if (options.hasAny(Phase.SCAN)) {
                new ScanBench(names, options.rounds(), summary).run();
            }
            if (options.hasAny(Phase.REGISTER)) {
                new RegisterBench(servers.orElseThrow(), names, options.java(), summary).run();
            }
        } finally {
            names.remove();
        }
    }

    private void withFiles(Servers servers) throws Exception {
        int count = options.files().orElse(FILES);
        FileSet files =
                new FileSet(servers.home().resolve("media"), FileSet.Size.SMALL, count, Math.max(1, count / WARM_UP));
        tell(files.count() + files.warmUp(), files.root());
        files.write();
        files.read();
        try (ServerProcess sink = ServerProcess.start(
                        SinkServer.class, "512m", servers.home().resolve("sink"), SinkServer.READY);
                Targets targets = new Targets(servers, SinkServer.endpoint(sink.log()))) {
            if (options.hasAny(Phase.PIPELINE)) {
                new PipelineBench(servers, files, targets, options, summary).run();
            }
            if (options.hasAny(Phase.LIVE)) {
                new LiveBench(servers, files, targets.named(Targets.SINK), options, summary).run();
            }
            if (options.hasAny(Phase.PAUSE)) {
                new PauseBench(servers, files, targets.named(Targets.SINK), options, summary).run();
            }
        }
    }

    private static void tell(int count, Path directory) throws IOException {
        System.out.printf(
                Locale.ROOT, "bench: makes %,d files below %s, and removes them at the end%n", count, directory);
    }
}
