package io.nfs2s3.lifecycle.verify;

/**
 * Which files are meant.
 *
 * @param pathPrefix what their paths begin with; empty for all
 * @param keyPrefix what the keys of all of them begin with: a key has its generation before the extension, so nothing is
 *     known of the extension, and keys of other files may begin so too
 */
public record Selection(String pathPrefix, String keyPrefix) {
    /** @param storePrefix what all keys of the site begin with */
    public static Selection of(String storePrefix, String pathPrefix) {
        int dot = pathPrefix.indexOf('.', pathPrefix.lastIndexOf('/') + 1);
        return new Selection(pathPrefix, storePrefix + (dot < 0 ? pathPrefix : pathPrefix.substring(0, dot)));
    }

    /**
     * What the keys of rows begin with that are compared: of all files any, for some rows may name objects outside the prefix of
     * the store, if it was another one before.
     */
    String rowPrefix() {
        return pathPrefix.isEmpty() ? "" : keyPrefix;
    }

    /** Whether a file is meant. */
    boolean has(String path) {
        return path.startsWith(pathPrefix);
    }
}
