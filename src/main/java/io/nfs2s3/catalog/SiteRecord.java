package io.nfs2s3.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the database knows of the site that it is of.
 *
 * @param id made by {@code schema migrate}; no other site has it
 * @param epoch grows while daemons run
 * @param moved whether this is another database, or another server, than the row was written for
 * @param suspension why nothing may be sent, copied or removed; null when everything may
 * @param place where its marker is; null before one was put
 */
public record SiteRecord(
        String id,
        long epoch,
        boolean moved,
        @Nullable Suspension suspension,
        @Nullable MarkerPlace place) {
    /** What an operator does about a database that is not the one that it was. */
    public static final String RESTORED_OR_COPIED =
            "; if it was restored, follow docs/backup.md, then run 'nfs2s3 site accept'; if it is a copy, give it a bucket or"
                    + " prefix and queues of its own, then run 'nfs2s3 site new-id'";

    /** Why a moved database is suspended. */
    public static final String MOVED =
            "this database was restored or copied: it is on another server, or another database, than before"
                    + RESTORED_OR_COPIED;

    /** Why a site is suspended. */
    public enum Cause {
        /** Its bucket and prefix belong to another site, too. */
        FOREIGN,
        /** The database went back in time, or is a copy. Only an operator can say that this is well. */
        RESTORED
    }

    /**
     * Where the marker of a site is.
     *
     * @param name bucket and prefix; empty where it is not known, since an earlier build put the marker
     * @param endpoint host and port of the store, as the process had them that put the marker; empty for AWS
     */
    public record MarkerPlace(String name, String endpoint) {
        /** Whether it was written down. */
        public boolean isKnown() {
            return !name.isEmpty();
        }
    }

    /**
     * Since when, and why.
     *
     * @param reason one line, that says what to do
     * @param place bucket and prefix where it was seen
     */
    public record Suspension(Cause cause, String reason, String place) {}

    /**
     * The time in which a site leaves its files alone, since its database was restored.
     *
     * @param since it was suspended, by the clock of the database
     * @param sinceNanos the same by {@link System#nanoTime} of this process, or a moment earlier
     */
    public record Rest(Instant since, long sinceNanos) {
        /** Until now. */
        public Duration lasted() {
            return Duration.ofNanos(System.nanoTime() - sinceNanos);
        }
    }

    /** Why nothing may be sent, copied or removed: also when it has moved, and nobody has suspended it for that yet. */
    public Optional<String> suspendedBecause() {
        if (suspension != null) {
            return Optional.of(suspension.reason());
        }
        return moved ? Optional.of(MOVED) : Optional.empty();
    }
}
