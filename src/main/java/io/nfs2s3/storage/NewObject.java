package io.nfs2s3.storage;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.ObjectKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an object is called and carries besides its bytes.
 *
 * @param sourceModified modification time of the NFS file
 * @param contentType see {@link ContentTypes}
 * @param site the id of the site whose it is; the store says it when it puts the object
 */
public record NewObject(
        ObjectKey key,
        FileVersion upload,
        Instant sourceModified,
        String contentType,
        @Nullable String site) {
    public NewObject(ObjectKey key, FileVersion upload, Instant sourceModified, String contentType) {
        this(key, upload, sourceModified, contentType, null);
    }

    /** The same of a site. */
    NewObject ofSite(@Nullable String owner) {
        return new NewObject(key, upload, sourceModified, contentType, owner);
    }
}
