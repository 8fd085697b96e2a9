package io.nfs2s3.lifecycle.verify;

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
}
