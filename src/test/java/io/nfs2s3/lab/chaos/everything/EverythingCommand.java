package io.nfs2s3.lab.chaos.everything;

import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.RunOptions;
import io.nfs2s3.lab.chaos.site.Suite;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "everything",
        mixinStandardHelpOptions = true,
        description = {
            "Two whole sites on one machine, all their processes killed in turn, all faults. Starts PostgreSQL, SQS and S3",
            "of its own. Exit code 1 when anything was not as promised."
        })
public final class EverythingCommand implements Callable<Integer> {
    private static final Duration LEAST = Duration.ofMinutes(2);

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        Duration storm = options.least(LEAST);
        Suite.Part<EverythingScore> everything = new Suite.Part<>(
                " --minutes " + storm.toMinutes(),
                (stack, seed, reporter) -> run(stack, EverythingScale.of(storm), seed, reporter));
        return Suite.run("everything", options, List.of(everything), everything);
    }

    static EverythingScore run(EmbeddedStack stack, EverythingScale scale, long seed, Reporter reporter) {
        return new Everything(scale, new Random(seed), reporter).run(stack);
    }
}
