package io.nfs2s3.lab.chaos.backfill;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.RunOptions;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        long seed = options.seed();
        Reporter reporter = new Reporter(System.out::println);
        reporter.say("chaos backfill: seed=" + seed);
        Path directory = Files.createTempDirectory("nfs2s3-chaos");
        try {
            BackfillScore score = run(directory, seed, reporter);
            reporter.say(score.line(seed));
            return score.holds() ? 0 : 1;
        } finally {
            Directories.delete(directory);
        }
    }

    private BackfillScore run(Path directory, long seed, Reporter reporter) {
        long end = System.nanoTime() + options.least().toNanos();
        Random seeds = new Random(seed);
        BackfillScore score = BackfillScore.NOTHING;
        try (EmbeddedStack stack = EmbeddedStack.start(directory)) {
            long next = seed;
            do {
                BackfillScore one = storm(stack, BackfillScale.FULL, next, reporter);
                if (!one.holds()) {
                    reporter.problems(one.findings());
                    reporter.say("run it again: scripts/chaos backfill --seed " + next);
                }
                score = score.plus(one);
                next = seeds.nextInt(Integer.MAX_VALUE);
            } while (System.nanoTime() < end);
        }
        return score;
    }

    static BackfillScore storm(EmbeddedStack stack, BackfillScale scale, long seed, Reporter reporter) {
        try (ChaosSite site = new ChaosSite(stack, ScanStorm.settings(scale))) {
            return new ScanStorm(site, scale, new Random(seed), reporter).run();
        }
    }
}
