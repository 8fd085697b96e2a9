package io.nfs2s3.lab.chaos.worker;

import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/**
 * One thing that a site does with a file.
 *
 * @param pause the time since the step before it
 */
record Step(Duration pause, Consumer<SiteDisk> act) {
    /** Half of them come so soon that a worker may be reading. */
    static Step after(Random random, Consumer<SiteDisk> act) {
        int within = random.nextBoolean() ? 60 : 3_000;
        return new Step(Duration.ofMillis(random.nextInt(within)), act);
    }
}
