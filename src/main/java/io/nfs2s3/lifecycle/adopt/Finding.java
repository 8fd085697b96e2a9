package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.media.StoredCopy;

/** What the look at one candidate came to. */
sealed interface Finding {
    /** What proved an object. */
    enum By {
        /** Its ETag is the MD5 of the original, or of its parts. */
        ETAG,
        /** The store keeps the CRC32C of all its bytes. */
        CHECKSUM,
        /** It was read. */
        READ
    }

    /**
     * It has the bytes of the original.
     *
     * @param mended whether it was copied onto itself
     */
    record Proved(Candidate candidate, StoredCopy copy, By by, boolean mended) implements Finding {}

    /** It is as large as the original, and nothing more is known. */
    record Alike(Candidate candidate) implements Finding {}

    /** It is not to be adopted. */
    record Not(Left left) implements Finding {}
}
