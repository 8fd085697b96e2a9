package io.nfs2s3.lab.chaos.enqueue;

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
        long seed = options.seed();
        Reporter reporter = new Reporter(System.out::println);
        reporter.say("chaos enqueue: seed=" + seed);
        Path directory = Files.createTempDirectory("nfs2s3-chaos");
        try {
            Score score = new EnqueueChaos(seed, Scale.FULL, reporter)
                    .run(directory, only == null ? Arrays.asList(Phase.values()) : List.of(only), options.least());
            reporter.say("slowest call of the hook: " + score.slowest().toMillis() + " ms");
            reporter.say(score.line(seed));
            return score.holds() ? 0 : 1;
        } finally {
            Directories.delete(directory);
        }
    }
}
