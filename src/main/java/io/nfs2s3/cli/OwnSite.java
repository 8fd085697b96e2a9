package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** For commands that send messages: whether database, bucket and prefix go together. */
final class OwnSite {
    private static final long SECONDS = 5;

    private OwnSite() {}

    /**
     * Looks, for five seconds at most: a store or a database that does not answer says nothing against it.
     *
     * @throws MigrationException when they do not
     */
    static void require(Application application) {
        Optional<MigrationException> suspended = CompletableFuture.runAsync(application.site()::require)
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
