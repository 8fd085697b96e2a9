package io.nfs2s3.catalog;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * An object that says that it is the copy of an upload, and that nothing has compared with its original yet.
 *
 * @param checksum null where the store keeps none
 */
public record UnprovedCopy(
        ObjectKey key,
        long sizeBytes,
        @Nullable Checksum checksum,
        @Nullable String etag,
        @Nullable String versionId) {}
