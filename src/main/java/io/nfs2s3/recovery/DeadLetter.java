package io.nfs2s3.recovery;

import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.queue.MessageCodec;
import io.nfs2s3.queue.MigrationMessage;
import io.nfs2s3.queue.ReceivedMessage;
import io.nfs2s3.queue.UnreadableMessageException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message among the dead letters.
 *
 * @param fault why no worker could do anything with it, in one line; null for a message that a worker would take
 */
public record DeadLetter(ReceivedMessage received, @Nullable String fault) {
    static DeadLetter of(ReceivedMessage received, MediaKinds kinds) {
        return new DeadLetter(received, fault(received.body(), kinds));
    }

    private static @Nullable String fault(String body, MediaKinds kinds) {
        try {
            MigrationMessage message = MessageCodec.decode(body);
            if (message.source() == MigrationMessage.Source.PROBE) {
                return null; // a worker deletes it, whatever path it names
            }
            return message.files().stream()
                    .map(MigrationMessage.FileRef::path)
                    .filter(path -> kinds.find(path).isEmpty())
                    .findFirst()
                    .map(path -> "no kind covers \"" + path + "\"")
                    .orElse(null);
        } catch (UnreadableMessageException e) {
            return e.getMessage();
        }
    }

    public boolean readable() {
        return fault == null;
    }

    public Instant sentAt() {
        return received.sentAt();
    }

    public String body() {
        return received.body();
    }
}
