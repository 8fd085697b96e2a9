package io.nfs2s3.site;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** For operators who have messages sent: whether database, bucket and prefix go together. */
public final class OwnSite {
    private static final long SECONDS = 5;

    private OwnSite() {}

    /**
     * Looks, for five seconds at most: a store or a database that does not answer says nothing against it.
     *
     * @throws MigrationException when they do not
     */
    public static void require(SiteGuard site) {
        Optional<MigrationException> suspended = CompletableFuture.runAsync(site::require)
                .orTimeout(SECONDS, TimeUnit.SECONDS)
                .thenApply(well -> Optional.<MigrationException>empty())
                .exceptionally(error -> Optional.of(FutureErrors.cause(error))
                        .filter(MigrationException.class::isInstance)
                        .map(MigrationException.class::cast)
                        .filter(classed -> classed.code() == FailureCode.SITE_SUSPENDED))
                .join();
        if (suspended.isPresent()) {
            throw suspended.get();
        }
    }
}
