package io.nfs2s3.lifecycle.verify;

import io.nfs2s3.catalog.VerifiedCopies.Look;

/**
 * What is looked at beside database and listing.
 *
 * @param source each original that must be there: size and modification time
 * @param readSource its bytes too
 * @param readObjects the bytes of each object
 */
public record Depth(boolean source, boolean readSource, boolean readObjects) {
    public Depth {
        source = source || readSource;
    }

    /** Whether each file is looked at, also where a listing settles it. */
    boolean looks() {
        return source || readObjects;
    }

    Look look() {
        return new Look(source, readSource, readObjects);
    }
}
