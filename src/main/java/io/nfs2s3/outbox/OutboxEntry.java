package io.nfs2s3.outbox;

import java.time.Instant;
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
        boolean setAside) {}
