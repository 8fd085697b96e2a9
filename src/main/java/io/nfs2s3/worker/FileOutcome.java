package io.nfs2s3.worker;

import io.nfs2s3.media.Failure;
import io.nfs2s3.queue.MigrationMessage.FileRef;

/** How one file of a message ended. */
sealed interface FileOutcome {
    /** It needs no message any more: flipped, superseded, held, or recorded as failed. */
    record Settled() implements FileOutcome {}

    /**
     * It failed in a passing way and goes back to the queue.
     *
     * @param file what the queue is asked for
     * @param attempts so far; 0 when the catalog does not count them, so that the receives of the message count
     */
    record Retry(FileRef file, int attempts) implements FileOutcome {}

    /** The worker was told to stop, or met an outage, before the file was started. */
    record NotStarted() implements FileOutcome {}

    /** Not its fault: a dependency is down, and the whole message goes back. */
    record Suspended(Failure failure) implements FileOutcome {}
}
