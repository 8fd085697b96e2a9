package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import io.nfs2s3.lab.chaos.site.Reporter;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import java.util.Locale;
import java.util.Random;

/** The parts of the suite. Each has a site of its own, and all of them its server. */
enum Phase {
    FAULTS {
        @Override
        Score run(ChaosSite site, Scale scale, Random random, Reporter reporter) {
            return new FaultsPhase(site, reporter).run(scale, random);
        }
    },
    ORDER {
        @Override
        Score run(ChaosSite site, Scale scale, Random random, Reporter reporter) {
            return new OrderPhase(site, reporter).run(scale, random);
        }
    },
    DRAINERS {
        @Override
        Score run(ChaosSite site, Scale scale, Random random, Reporter reporter) {
            return new DrainersPhase(site, reporter).run(scale, random);
        }
    },
    HOST {
        @Override
        Score run(ChaosSite site, Scale scale, Random random, Reporter reporter) {
            return new HostPhase(site, reporter).run(scale, random);
        }
    };

    private static final String[] ONLY_DRAINS = {
        "worker.enabled = false", "sweep.enabled = false", "http.enabled = false"
    };

    abstract Score run(ChaosSite site, Scale scale, Random random, Reporter reporter);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Runs it on a new site. */
    final Score run(EmbeddedStack stack, Scale scale, long seed, Reporter reporter) {
        try (ChaosSite site = new ChaosSite(stack, ONLY_DRAINS)) {
            Score score = run(site, scale, new Random(seed), reporter);
            reporter.step(word() + ": " + score.line(seed));
            return score;
        }
    }
}
