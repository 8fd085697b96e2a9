package io.nfs2s3.app;

import io.nfs2s3.settings.SettingsException;
import io.nfs2s3.storage.StorageSettings;
import io.nfs2s3.worker.WorkerSettings;
import java.util.List;
import java.util.Optional;

/**
 * Whether the bytes of files in flight fit into the heap. They may take half of it: the other half is for everything else,
 * and for what a collector needs to move. Without {@code -Xmx} a JVM takes a quarter of the memory of its container.
 *
 * @param worker the settings, with the budget that fits
 * @param note what was lowered, for an operator; empty when nothing was
 */
record HeapBudget(WorkerSettings worker, Optional<String> note) {
    private static final long MIB = 1024 * 1024;

    /** What a file in flight takes beside its bytes: buffers of a connection, and what is known of it. */
    private static final long OF_FILE = 256 * 1024;

    /**
     * Compares.
     *
     * @param heap bytes that it may grow to
     * @throws SettingsException when not even the smallest budget fits
     */
    static HeapBudget of(WorkerSettings worker, StorageSettings s3, long heap) {
        return ofBytes(worker.auto() ? worker.withFilesInFlight(files(worker, heap)) : worker, s3, heap);
    }

    /** Where their number finds itself, those that fit into the other half. */
    private static int files(WorkerSettings worker, long heap) {
        return (int) Math.max(1, Math.min(worker.filesInFlight(), heap / 2 / OF_FILE));
    }

    private static HeapBudget ofBytes(WorkerSettings worker, StorageSettings s3, long heap) {
        long half = heap / 2 / MIB * MIB;
        if (worker.bytesInFlight() <= half) {
            return new HeapBudget(worker, Optional.empty());
        }
        long least = s3.leastInFlight();
        if (half < least) {
            throw new SettingsException(List.of("the heap of " + heap / MIB
                    + " MiB is too small: worker.bytesInFlight may take half of it, and is at least 4 parts of"
                    + " s3.partSize, " + least / MIB + " MiB; give the JVM more (NFS2S3_JAVA_OPTS=-Xmx"
                    + (2 * least / MIB + 64) + "m), or lower s3.partSize"));
        }
        return new HeapBudget(
                worker.withBytesInFlight(half),
                Optional.of("worker.bytesInFlight is " + half / MIB + " MiB in place of "
                        + worker.bytesInFlight() / MIB + " MiB: half of the heap of " + heap / MIB
                        + " MiB; set NFS2S3_JAVA_OPTS=-Xmx"
                        + (2 * worker.bytesInFlight() / MIB + 64) + "m for all of it"));
    }
}
