package io.nfs2s3.resolve;

import io.nfs2s3.media.ObjectKey;

/** Where a file is, for one who reads it rather than name its URL. Immutable. */
public sealed interface MediaLocation {
    /** In the NFS mount. */
    enum OnNfs implements MediaLocation {
        /** By its row. */
        REGISTERED,
        /** Nobody registered it, and the setting {@code resolve.unregistered} says that such a path is on NFS. */
        UNREGISTERED,
        /** A guess: the database cannot be asked, and nothing is remembered. */
        ASSUMED
    }

    /**
     * In the bucket, proved; the NFS file is there as well until it is retired.
     *
     * @param size of the object, in bytes
     */
    record InS3(ObjectKey key, long size) implements MediaLocation {}

    /** Nobody registered it, and the setting {@code resolve.unregistered} says that such a path is missing. */
    enum Nowhere implements MediaLocation {
        NOWHERE
    }
}
