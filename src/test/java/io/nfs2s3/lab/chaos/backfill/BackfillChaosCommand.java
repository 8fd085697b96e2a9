package io.nfs2s3.lab.chaos.backfill;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.RunOptions;
import io.nfs2s3.lab.chaos.site.Suite;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = {
            "A scan that is killed and resumed. Starts PostgreSQL, SQS and S3 of its own.",
            "Exit code 1 when a file was lost, or anything else was not as promised."
        })
public final class BackfillChaosCommand implements Callable<Integer> {
    @Mixin
    private final RunOptions options = new RunOptions();

    @Override
    public Integer call() throws IOException {
        Suite.Part<BackfillScore> storm =
                new Suite.Part<>("", (stack, seed, reporter) -> storm(stack, BackfillScale.FULL, seed, reporter));
        return Suite.run("backfill", options, List.of(storm), storm);
    }

    static BackfillScore storm(EmbeddedStack stack, BackfillScale scale, long seed, Reporter reporter) {
        try (ChaosSite site = new ChaosSite(stack, ScanStorm.settings(scale))) {
            return new ScanStorm(site, scale, new Random(seed), reporter).run();
        }
    }
}
