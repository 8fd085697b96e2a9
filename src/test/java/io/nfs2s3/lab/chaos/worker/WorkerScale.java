package io.nfs2s3.lab.chaos.worker;

import java.time.Duration;

/**
 * How much the suite does.
 *
 * @param files of the phase faults
 * @param large how many of them are larger than a part
 * @param windows of the phase faults
 * @param processes daemons of the phase faults
 * @param outageFiles of the phase outage
 * @param outage how long S3 refuses connections, and how long it is a black hole after that
 * @param daemonFiles of the phase daemons
 * @param killEvery the time between two kills in the phase daemons
 * @param mountFiles of the phase mount
 * @param hang how long the mount hangs, and how long it is away after that
 * @param readTimeout of the source in the phase mount, shorter than {@code hang}
 */
record WorkerScale(
        int files,
        int large,
        int windows,
        int processes,
        int outageFiles,
        Duration outage,
        int daemonFiles,
        Duration killEvery,
        int mountFiles,
        Duration hang,
        Duration readTimeout) {
    static final WorkerScale FULL = new WorkerScale(
            5_000,
            20,
            36,
            3,
            1_000,
            Duration.ofMinutes(1),
            20_000,
            Duration.ofSeconds(5),
            2_000,
            Duration.ofMinutes(1),
            Duration.ofSeconds(10));
    static final WorkerScale SHORT = new WorkerScale(
            250,
            2,
            4,
            2,
            300,
            Duration.ofSeconds(4),
            1_000,
            Duration.ofSeconds(2),
            300,
            Duration.ofSeconds(8),
            Duration.ofSeconds(2));

    /** How long the phase faults waits for rest: the eighth attempt at a file that is gone comes after minutes. */
    Duration patience() {
        return Duration.ofMinutes(equals(FULL) ? 20 : 4);
    }
}
