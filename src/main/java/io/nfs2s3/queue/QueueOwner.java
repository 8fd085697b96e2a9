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

    /** Why nothing may be sent or received now; empty when everything may. */
    Optional<String> suspendedBecause();
}
