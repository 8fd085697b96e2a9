package io.nfs2s3.lab.chaos.enqueue;

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
        name = "enqueue",
        mixinStandardHelpOptions = true,
        description = {
            "Upload hook, outbox, drain and spool. Starts PostgreSQL and SQS of its own.",
            "Exit code 1 when an upload was lost, or anything else was not as promised."
        })
public final class EnqueueCommand implements Callable<Integer> {
    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(names = "--phase", paramLabel = "NAME", description = "Only this one: ${COMPLETION-CANDIDATES}.")
    private @Nullable Phase only;

    @Override
    public Integer call() throws IOException {
        List<Phase> phases = only == null ? Arrays.asList(Phase.values()) : List.of(only);
        return Suite.run(
                "enqueue", options, phases.stream().map(phase -> part(phase)).toList(), part(Phase.FAULTS));
    }

    private static Suite.Part<Score> part(Phase phase) {
        return new Suite.Part<>(
                " --phase " + phase.word(), (stack, seed, reporter) -> phase.run(stack, Scale.FULL, seed, reporter));
    }
}
