package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.RunOptions;
import io.nfs2s3.lab.chaos.site.Suite;
import java.io.IOException;
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
        List<WorkerPhase> phases = only == null ? Arrays.asList(WorkerPhase.values()) : List.of(only);
        return Suite.run(
                "worker", options, phases.stream().map(phase -> part(phase)).toList(), part(WorkerPhase.FAULTS));
    }

    private static Suite.Part<WorkerScore> part(WorkerPhase phase) {
        return new Suite.Part<>(
                " --phase " + phase.word(),
                (stack, seed, reporter) -> phase.run(stack, WorkerScale.FULL, seed, reporter));
    }
}
