package io.nfs2s3.lab.chaos.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.chaos.site.ShortForm;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** The parts of the suite. Each has a site of its own, and all of them its servers. */
enum WorkerPhase {
    FAULTS {
        @Override
        WorkerScore run(EmbeddedStack stack, WorkerScale scale, Random random, Reporter reporter) {
            try (ChaosSite site = new ChaosSite(stack, FaultsPhase.SETTINGS)) {
                return new FaultsPhase(site, reporter).run(scale, random);
            }
        }
    },
    OUTAGE {
        @Override
        WorkerScore run(EmbeddedStack stack, WorkerScale scale, Random random, Reporter reporter) {
            try (ChaosSite site = new ChaosSite(stack, OutagePhase.SETTINGS)) {
                return new OutagePhase(site, reporter).run(scale);
            }
        }
    },
    DAEMONS {
        @Override
        WorkerScore run(EmbeddedStack stack, WorkerScale scale, Random random, Reporter reporter) {
            try (ChaosSite site = new ChaosSite(stack, DaemonsPhase.SETTINGS)) {
                return new DaemonsPhase(site, reporter).run(scale, random);
            }
        }
    },
    MOUNT {
        @Override
        WorkerScore run(EmbeddedStack stack, WorkerScale scale, Random random, Reporter reporter) {
            try (ChaosSite site = new ChaosSite(stack, MountPhase.settings(scale))) {
                return new MountPhase(site, reporter).run(scale);
            }
        }

        @Override
        Optional<String> missing() {
            return Bindfs.missing();
        }
    };

    private static final long SHORT_SEED = 20_261_122;

    abstract WorkerScore run(EmbeddedStack stack, WorkerScale scale, Random random, Reporter reporter);

    /** What this machine lacks for it, and how to come by it. */
    Optional<String> missing() {
        return Optional.empty();
    }

    final String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Runs it on a new site; a phase that this machine cannot run says so and finds nothing. */
    final WorkerScore run(EmbeddedStack stack, WorkerScale scale, long seed, Reporter reporter) {
        Optional<String> missing = missing();
        if (missing.isPresent()) {
            reporter.step(word() + ": skipped, " + missing.get());
            return WorkerScore.NOTHING;
        }
        WorkerScore score = run(stack, scale, new Random(seed), reporter);
        reporter.step(word() + ": " + score.line(seed));
        return score;
    }

    /** Runs the short form as a test. */
    final void holds(EmbeddedStack stack) {
        WorkerScore score = ShortForm.holds(reporter -> run(stack, WorkerScale.SHORT, SHORT_SEED, reporter));
        assertThat(score.files()).isPositive();
    }
}
