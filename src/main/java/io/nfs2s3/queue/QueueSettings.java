package io.nfs2s3.queue;

import io.nfs2s3.media.Problems;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * The section {@code sqs} of the settings.
 *
 * @param endpoint another endpoint than AWS
 * @param uploads name of the live queue
 * @param backfill name of the queue that is served when the live one is empty
 * @param visibilityTimeout 5 s to 12 h, whole seconds
 * @param longPoll 0 to 20 s, whole seconds
 * @param maxReceives after which a message goes to the dead letters, 1 to 1,000
 */
public record QueueSettings(
        Optional<URI> endpoint,
        String uploads,
        String backfill,
        Duration visibilityTimeout,
        Duration longPoll,
        int maxReceives) {
    public QueueSettings {
        new Problems()
                .addFrom(() -> QueueName.check("sqs.uploads", uploads))
                .addFrom(() -> QueueName.check("sqs.backfill", backfill))
                .addIf(uploads.equals(backfill), "sqs.uploads and sqs.backfill are both " + uploads)
                .throwIfAny();
    }
}
