package io.nfs2s3.lab.chaos.everything;

import java.time.Duration;

/**
 * How much the suite does.
 *
 * @param storm how long faults go on
 * @param oldFiles of each site that lie on NFS when it begins
 * @param killEvery the time between two kills
 * @param pending whether also faults that nfs2s3 is not promised to stand yet
 */
record EverythingScale(Duration storm, int oldFiles, Duration killEvery, boolean pending) {
    static final EverythingScale SHORT = new EverythingScale(Duration.ofSeconds(15), 60, Duration.ofSeconds(5), false);

    static EverythingScale of(Duration storm, boolean pending) {
        return new EverythingScale(storm, 400, Duration.ofSeconds(4), pending);
    }
}
