package io.nfs2s3.lab.chaos.site;

import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.testing.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A suite at full length, on servers of its own. */
public final class Suite {
    private Suite() {}

    /** Runs a part of a suite. */
    public interface Run<S> {
        S run(EmbeddedStack stack, long seed, Reporter reporter);
    }

    /**
     * A part of a suite.
     *
     * @param option what {@code scripts/chaos SUITE} is given to run it alone; may be empty
     */
    public record Part<S>(String option, Run<S> run) {}

    /**
     * Runs all parts, and then one of them with further seeds until the time is over.
     *
     * @return the exit code: 0 when everything was as promised, else 1
     */
    public static <S extends SuiteScore<S>> int run(
            String name, RunOptions options, List<Part<S>> parts, Part<S> repeated) throws IOException {
        long seed = options.seed();
        Reporter reporter = new Reporter(System.out::println);
        reporter.say("chaos " + name + ": seed=" + seed);
        long end = System.nanoTime() + options.least().toNanos();
        List<S> scores = new ArrayList<>();
        Path directory = Files.createTempDirectory("nfs2s3-chaos");
        try (EmbeddedStack stack = EmbeddedStack.start(directory)) {
            for (Part<S> part : parts) {
                scores.add(run(name, stack, part, seed, reporter));
            }
            Random seeds = new Random(seed);
            while (System.nanoTime() < end) {
                scores.add(run(name, stack, repeated, seeds.nextInt(Integer.MAX_VALUE), reporter));
            }
        } finally {
            Directories.delete(directory);
        }
        S score = scores.stream().reduce(S::plus).orElseThrow();
        score.remarks().forEach(reporter::say);
        reporter.say(score.line(seed));
        return score.holds() ? 0 : 1;
    }

    private static <S extends SuiteScore<S>> S run(
            String name, EmbeddedStack stack, Part<S> part, long seed, Reporter reporter) {
        S score = part.run().run(stack, seed, reporter);
        if (!score.holds()) {
            reporter.problems(score.findings());
            reporter.say("run it again: scripts/chaos " + name + " --seed " + seed + part.option());
        }
        return score;
    }
}
