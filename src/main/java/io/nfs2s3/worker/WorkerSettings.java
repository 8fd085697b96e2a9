package io.nfs2s3.worker;

import io.nfs2s3.media.SettingRange;
import java.time.Duration;

/**
 * The section {@code worker} of the settings.
 *
 * @param filesInFlight at most, 1 to 1,000
 * @param auto whether their number finds itself, up to that
 * @param pollers threads that poll each queue, 1 to 32
 * @param slowPut a PUT of a small object that takes longer says that the store is overloaded
 * @param bytesInFlight memory for the bytes of files in flight, 1 MiB to 64 GiB
 * @param flipBatch pointers flipped by one statement, 1 to 5,000
 * @param flipLinger how long a flip waits for company, 0 to 1 s
 * @param maxAttempts after which a passing failure is recorded as FAILED, 1 to 40
 * @param shutdownTimeout how long a stop waits for files in flight
 */
public record WorkerSettings(
        int filesInFlight,
        boolean auto,
        int pollers,
        Duration slowPut,
        long bytesInFlight,
        int flipBatch,
        Duration flipLinger,
        int maxAttempts,
        Duration shutdownTimeout) {
    /** Files in flight at most, where their number finds itself. */
    public static final int MOST_IN_FLIGHT = 1_000;

    public static final SettingRange<Integer> FILES_IN_FLIGHT =
            new SettingRange<>("worker.filesInFlight", 1, MOST_IN_FLIGHT);

    /** The same with another most of files in flight. */
    public WorkerSettings withFilesInFlight(int files) {
        return new WorkerSettings(
                files, auto, pollers, slowPut, bytesInFlight, flipBatch, flipLinger, maxAttempts, shutdownTimeout);
    }

    /** The same with another budget. */
    public WorkerSettings withBytesInFlight(long bytes) {
        return new WorkerSettings(
                filesInFlight, auto, pollers, slowPut, bytes, flipBatch, flipLinger, maxAttempts, shutdownTimeout);
    }
}
