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
 * @param maxFilesPerSecond that are begun on this host, 1 to 100,000; 0 for no limit
 * @param maxBytesPerSecond of files that are read to be copied on this host, 64 KiB to 64 GiB; 0 for no limit
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
        int maxFilesPerSecond,
        long maxBytesPerSecond,
        int flipBatch,
        Duration flipLinger,
        int maxAttempts,
        Duration shutdownTimeout) {
    /** Files in flight at most, where their number finds itself. */
    public static final int MOST_IN_FLIGHT = 1_000;

    public static final SettingRange<Integer> FILES_IN_FLIGHT =
            new SettingRange<>("worker.filesInFlight", 1, MOST_IN_FLIGHT);

    private static final long LEAST_BYTES = 64 * 1024;

    public WorkerSettings {
        if (maxBytesPerSecond != 0 && maxBytesPerSecond < LEAST_BYTES) {
            throw new IllegalArgumentException("worker.maxBytesPerSecond = " + maxBytesPerSecond
                    + " B must be at least 64 KiB, or 0 B for no limit");
        }
    }

    /** The same with another most of files in flight. */
    public WorkerSettings withFilesInFlight(int files) {
        return with(files, bytesInFlight);
    }

    /** The same with another budget. */
    public WorkerSettings withBytesInFlight(long bytes) {
        return with(filesInFlight, bytes);
    }

    private WorkerSettings with(int files, long bytes) {
        return new WorkerSettings(
                files,
                auto,
                pollers,
                slowPut,
                bytes,
                maxFilesPerSecond,
                maxBytesPerSecond,
                flipBatch,
                flipLinger,
                maxAttempts,
                shutdownTimeout);
    }
}
