package io.nfs2s3.catalog;

import org.jspecify.annotations.Nullable;

/**
 * What the database knows of the site that it is of.
 *
 * @param id made by {@code schema migrate}; no other site has it
 * @param epoch grows while daemons run
 * @param moved whether this is another database, or another server, than the row was written for
 * @param suspension why nothing may be sent, copied or removed; null when everything may
 */
public record SiteRecord(
        String id, long epoch, boolean moved, @Nullable Suspension suspension) {
    /** Why a site is suspended. */
    public enum Cause {
        /** Its bucket and prefix belong to another site, too. */
        FOREIGN,
        /** The database went back in time, or is a copy. Only an operator can say that this is well. */
        RESTORED
    }

    /**
     * Since when, and why.
     *
     * @param reason one line, that says what to do
     * @param place bucket and prefix where it was seen
     */
    public record Suspension(Cause cause, String reason, String place) {}
}
