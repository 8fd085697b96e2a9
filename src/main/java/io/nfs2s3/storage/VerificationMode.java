package io.nfs2s3.storage;

/** How a copy is proved: the setting {@code s3.proof}. There is no way without. */
public enum VerificationMode {
    /** By the CRC32C of the full object that the store keeps and tells. AWS, and stores that are up to date. */
    CHECKSUM,
    /**
     * By the ETag, for stores that keep no checksums: the MD5 of the object, or for one in parts that of its parts'.
     * Not for buckets whose objects are encrypted with KMS: their ETags are no MD5.
     */
    ETAG,
    /** By reading the object back, byte by byte. Any store; each byte travels twice. */
    READBACK;

    /**
     * Whether requests carry {@code Content-MD5}. Those that carry no checksum do, for a bucket with Object Lock takes no
     * object or part without one of both.
     */
    boolean sendsMd5() {
        return this != CHECKSUM;
    }
}
