package io.nfs2s3.lab.bench;

import io.nfs2s3.lab.bench.BackfillBench.Phase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = {
            "The backfill, from the names in a directory to flipped pointers, beside find, rclone and s5cmd, as far as they"
                    + " are on the PATH.",
            "scan: names alone. register: names to rows and messages. pipeline: small files to flipped pointers, beside"
                    + " bare copies. live: uploads while a backfill waits. pause: how soon two hosts obey."
        })
final class BackfillBenchCommand implements Callable<Integer> {
    @Option(names = "--phase", split = ",", description = "Some of these five; all.")
    private Set<Phase> phases = Set.of();

    @Option(
            names = "--files",
            description = "Files of each phase; 1,000,000 for scan and register, 100,000 for the others.")
    private @Nullable Integer files;

    @Option(names = "--target", split = ",", description = "Of the pipeline: s3proxy, sink; both.")
    private List<String> targets = List.of(Targets.SINK, Targets.S3PROXY);

    @Option(names = "--concurrency", defaultValue = "32", description = "Files at once, for all; ${DEFAULT-VALUE}.")
    private int concurrency;

    @Option(
            names = "--rounds",
            defaultValue = "1",
            description = "Runs of each in scan and pipeline; the best counts; ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--java", split = " ", description = "Further options for the JVMs of nfs2s3.")
    private List<String> java = List.of();

    @Override
    public Integer call() throws Exception {
        new BackfillBench(new BackfillBench.Options(
                        phases, Optional.ofNullable(files), targets, concurrency, rounds, java))
                .run();
        return 0;
    }
}
