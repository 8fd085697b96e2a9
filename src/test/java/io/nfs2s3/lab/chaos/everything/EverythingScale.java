package io.nfs2s3.lab.chaos.everything;

import java.time.Duration;

/**
 * How much the suite does.
 *
 * @param storm how long faults go on
 * @param oldFiles of each site that lie on NFS when it begins
 * @param killEvery the time between two kills
 */
record EverythingScale(Duration storm, int oldFiles, Duration killEvery) {
    static final EverythingScale SHORT = new EverythingScale(Duration.ofSeconds(15), 60, Duration.ofSeconds(5));

    static EverythingScale of(Duration storm) {
        return new EverythingScale(storm, 400, Duration.ofSeconds(20));
    }
}
