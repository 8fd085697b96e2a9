package io.nfs2s3.lab.chaos.enqueue;

import io.nfs2s3.upload.Enqueued;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of the upload hook.
 *
 * @param began by the clock of the machine, which the log of SQS shares
 * @param startNanos the same by {@link System#nanoTime()}
 * @param way null when the hook threw: the upload was not accepted
 */
record Call(
        String path,
        Instant began,
        long startNanos,
        long nanos,
        @Nullable Enqueued way) {
    boolean accepted() {
        return way != null;
    }
}
