package io.nfs2s3.lab.chaos.worker;

import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** The fault suite of the worker, on a stack of its own. */
final class WorkerChaos {
    private final long seed;
    private final WorkerScale scale;
    private final Reporter reporter;

    WorkerChaos(long seed, WorkerScale scale, Reporter reporter) {
        this.seed = seed;
        this.scale = scale;
        this.reporter = reporter;
    }

    /**
     * Runs the phases, and then {@code faults} with further seeds until the time is over.
     *
     * @param least how long to go on at least
     */
    WorkerScore run(Path directory, List<WorkerPhase> phases, Duration least) {
        long end = System.nanoTime() + least.toNanos();
        WorkerScore score = WorkerScore.NOTHING;
        try (EmbeddedStack stack = EmbeddedStack.start(directory)) {
            for (WorkerPhase phase : phases) {
                score = score.plus(run(stack, phase, seed));
            }
            Random seeds = new Random(seed);
            while (System.nanoTime() < end) {
                score = score.plus(run(stack, WorkerPhase.FAULTS, seeds.nextInt(Integer.MAX_VALUE)));
            }
        }
        return score;
    }

    private WorkerScore run(EmbeddedStack stack, WorkerPhase phase, long seed) {
        WorkerScore score = phase.run(stack, scale, seed, reporter);
        if (!score.holds()) {
            reporter.problems(score.findings());
            reporter.say("run it again: scripts/chaos worker --seed " + seed + " --phase " + phase.word());
        }
        return score;
    }
}
