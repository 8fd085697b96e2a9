package io.nfs2s3.lab.chaos.lifecycle;

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
        name = "lifecycle",
        mixinStandardHelpOptions = true,
        description = {
            "adopt, rollback, retire, restore and verify beside uploads: each is killed at each of its steps, then at any moment"
                    + " while servers fail, for two minutes or --minutes.",
            "Starts PostgreSQL, SQS and S3 of its own. Exit code 1 when a file was lost, or anything else was not as promised."
        })
public final class LifecycleCommand implements Callable<Integer> {
    private static final Duration LEAST = Duration.ofMinutes(2);

    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        Duration storm = options.least(LEAST);
        Suite.Part<LifecycleScore> all = new Suite.Part<>(
                " --minutes " + storm.toMinutes(),
                (stack, seed, reporter) -> run(stack, LifecycleScale.of(storm), seed, reporter));
        return Suite.run("lifecycle", options, List.of(all), all);
    }

    static LifecycleScore run(EmbeddedStack stack, LifecycleScale scale, long seed, Reporter reporter) {
        return new Lifecycle(scale, new Random(seed), reporter).run(stack);
    }
}
