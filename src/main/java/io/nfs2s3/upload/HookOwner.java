package io.nfs2s3.upload;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.queue.QueueOwner;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The site of a hook, which learns its id with each registration. It need not ask whether the site is suspended: while it
 * is, the registration says that the outbox is not empty. Thread-safe.
 */
record HookOwner(MediaCatalog catalog) implements QueueOwner {
    @Override
    public @Nullable String site() {
        return catalog.site();
    }

    @Override
    public Optional<String> suspendedBecause() {
        return Optional.empty();
    }
}
