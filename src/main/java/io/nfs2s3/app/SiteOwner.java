package io.nfs2s3.app;

import io.nfs2s3.catalog.SiteStanding;
import io.nfs2s3.queue.QueueOwner;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/** The site on whose behalf daemons and commands use the queues. Thread-safe. */
record SiteOwner(SiteStanding standing) implements QueueOwner {
    @Override
    public @Nullable String site() {
        try {
            return standing.id();
        } catch (JdbiException e) { // a message without it is taken for the receiver's own
            return null;
        }
    }

    @Override
    public Optional<String> suspendedBecause() {
        return standing.suspendedBecause();
    }
}
