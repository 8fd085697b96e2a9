package io.nfs2s3.lab.chaos.enqueue;

import java.time.Duration;

/**
 * How much the suite does.
 *
 * @param uploads of the phase faults
 * @param windows of the phase faults; the phase order has {@code orderWindows}
 * @param paths of the phase order, each uploaded {@code times} times
 * @param entries of the outbox in the phase drainers
 * @param answerDelay of SQS in the phase drainers, so that it lasts
 * @param kills of drainers at the most
 * @param killEvery the time from one of them to the next
 * @param hosts how often the site is killed in the phase host, each time after {@code spooled} uploads
 */
record Scale(
        int uploads,
        int windows,
        int paths,
        int times,
        int orderWindows,
        int entries,
        Duration answerDelay,
        int kills,
        Duration killEvery,
        int hosts,
        int spooled) {
    static final Scale FULL =
            new Scale(10_000, 24, 50, 100, 12, 20_000, Duration.ofMillis(30), 60, Duration.ofSeconds(1), 3, 200);
    static final Scale SHORT =
            new Scale(1_000, 6, 5, 20, 2, 500, Duration.ofMillis(100), 3, Duration.ofSeconds(2), 1, 60);
}
