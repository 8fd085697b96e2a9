package io.nfs2s3.lab.chaos.lifecycle;

import java.time.Duration;

/**
 * How much the suite does.
 *
 * @param rounds of all commands, each of which is killed at the next of its points
 * @param brief whether a round leaves out what others prove at length
 * @param storm how long faults go on while two operators work at once; zero for no storm
 * @param files in each directory
 */
record LifecycleScale(int rounds, boolean brief, Duration storm, int files) {
    static final LifecycleScale SHORT = new LifecycleScale(1, true, Duration.ZERO, 4);

    static LifecycleScale of(Duration storm) {
        return new LifecycleScale(KillPoint.most(), false, storm, 12);
    }
}
