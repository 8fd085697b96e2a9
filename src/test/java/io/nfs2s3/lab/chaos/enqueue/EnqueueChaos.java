package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.DatabaseFault;
import io.nfs2s3.lab.chaos.site.Fault;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.SqsFault;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** The fault suite of the upload hook, the outbox, the drain and the spool, on a stack of its own. */
final class EnqueueChaos {
    /** Those of SQS, and those of the database. */
    static final List<List<Fault>> FAULTS = List.of(List.of(SqsFault.values()), List.of(DatabaseFault.values()));

    private final long seed;
    private final Scale scale;
    private final Reporter reporter;

    EnqueueChaos(long seed, Scale scale, Reporter reporter) {
        this.seed = seed;
        this.scale = scale;
        this.reporter = reporter;
    }

    /**
     * Runs the phases, and then {@code faults} with further seeds until the time is over.
     *
     * @param least how long to go on at least
     */
    Score run(Path directory, List<Phase> phases, Duration least) {
        long end = System.nanoTime() + least.toNanos();
        Score score = Score.NOTHING;
        try (EmbeddedStack stack = EmbeddedStack.start(directory)) {
            for (Phase phase : phases) {
                score = score.plus(run(stack, phase, seed));
            }
            Random seeds = new Random(seed);
            while (System.nanoTime() < end) {
                score = score.plus(run(stack, Phase.FAULTS, seeds.nextInt(Integer.MAX_VALUE)));
            }
        }
        return score;
    }

    private Score run(EmbeddedStack stack, Phase phase, long seed) {
        Score score = phase.run(stack, scale, seed, reporter);
        if (!score.holds()) {
            reporter.problems(score.findings());
            reporter.say("run it again: scripts/chaos enqueue --seed " + seed + " --phase "
                    + phase.name().toLowerCase(Locale.ROOT));
        }
        return score;
    }
}
