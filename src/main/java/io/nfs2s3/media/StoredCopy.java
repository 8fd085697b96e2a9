package io.nfs2s3.media;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A copy that was proved to be in S3 with the right bytes: the evidence that a flip needs.
 *
 * @param sizeBytes bytes that were read and stored
 * @param sourceModified modification time of the NFS file, the same before and after the read
 * @param checksum of the bytes that were read, and confirmed by the store
 */
public record StoredCopy(
        FileVersion upload,
        ObjectKey key,
        long sizeBytes,
        Instant sourceModified,
        Checksum checksum,
        @Nullable String etag,
        @Nullable String versionId) {}
