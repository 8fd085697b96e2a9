package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.RunOptions;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description = {
            "Daemons that copy to S3 and flip. Starts PostgreSQL, SQS and S3 of its own; the phase 'mount' needs bindfs.",
            "Exit code 1 when a file was lost, or anything else was not as promised."
        })
public final class WorkerCommand implements Callable<Integer> {
    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--phase", paramLabel = "NAME", description = "Only this one: ${COMPLETION-CANDIDATES}.")
    private @Nullable WorkerPhase only;

    @Override
    public Integer call() throws IOException {
        long seed = options.seed();
        Reporter reporter = new Reporter(System.out::println);
        reporter.say("chaos worker: seed=" + seed);
        Path directory = Files.createTempDirectory("nfs2s3-chaos");
        try {
            WorkerScore score = new WorkerChaos(seed, WorkerScale.FULL, reporter)
                    .run(
                            directory,
                            only == null ? Arrays.asList(WorkerPhase.values()) : List.of(only),
                            options.least());
            reporter.say(score.line(seed));
            return score.holds() ? 0 : 1;
        } finally {
            Directories.delete(directory);
        }
    }
}
