package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * What must be in the store for a copy to be proved.
 *
 * @param checksum CRC32C of the full object, from the bytes that were read
 * @param etag what the ETag must be; only with {@link VerificationMode#ETAG}
 */
record ExpectedObject(
        NewObject object,
        long size,
        Checksum checksum,
        @Nullable String etag) {
    ObjectKey key() {
        return object.key();
    }
}
