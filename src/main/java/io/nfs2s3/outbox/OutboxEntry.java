package io.nfs2s3.outbox;

import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.queue.UnreadableMessageException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message that waits for SQS.
 *
 * @param id in the order of the uploads
 * @param message the JSON body
 * @param attempts how often SQS refused it
 * @param setAside whether it is not sent any more
 */
public record OutboxEntry(
        long id,
        String message,
        Instant createdAt,
        int attempts,
        @Nullable String lastError,
        boolean setAside) {

    /** The files that the message names; none when it is no message. */
    public List<FileRef> files() {
        try {
            return MessageCodec.decode(message).files();
        } catch (UnreadableMessageException e) {
            return List.of();
        }
    }
}
