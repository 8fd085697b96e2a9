package io.nfs2s3.catalog;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.ObjectKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a row says of its copy. Null is what it does not say.
 *
 * @param id of the row
 * @param key of the object; null where there was none yet
 * @param sizeBytes of the copy
 * @param sourceModified modification time of the original when it was copied
 * @param etag as the store told it
 * @param versionId as the store told it
 */
public record RecordedCopy(
        long id,
        MediaPath path,
        int generation,
        MediaState state,
        @Nullable ObjectKey key,
        @Nullable Long sizeBytes,
        @Nullable Instant sourceModified,
        @Nullable Checksum checksum,
        @Nullable String etag,
        @Nullable String versionId) {
    public FileVersion upload() {
        return new FileVersion(path, generation);
    }
}
