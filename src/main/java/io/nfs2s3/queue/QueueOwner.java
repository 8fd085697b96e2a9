package io.nfs2s3.queue;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The site on whose behalf a queue is used. Asked before each call that sends or receives, by any thread. */
public interface QueueOwner {
    /** A queue of nobody in particular: nothing is stamped, nothing is held back. */
    QueueOwner NONE = new QueueOwner() {
        @Override
        public @Nullable String site() {
            return null;
        }

        @Override
        public Optional<String> suspendedBecause() {
            return Optional.empty();
        }
    };

    /** The id that goes into each message; null while it is not known. */
    @Nullable
    String site();

    /** @throws QueueException while it is not known which site this is */
    default boolean isOfAnother(MigrationMessage message) {
        if (message.site() == null || this == NONE) {
            return false;
        }
        String own = site();
        if (own == null) {
            throw new QueueException("whose messages these are cannot be told while the database is down", null);
        }
        return message.isOfAnother(own);
    }

    /** Why nothing may be sent or received now; empty when everything may. */
    Optional<String> suspendedBecause();
}
