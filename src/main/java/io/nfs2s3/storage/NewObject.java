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
 * @param options how it is stored; null: as the settings say of its kind
 */
public record NewObject(
        ObjectKey key,
        FileVersion upload,
        Instant sourceModified,
        String contentType,
        @Nullable String site,
        @Nullable ObjectOptions options) {
    public NewObject(ObjectKey key, FileVersion upload, Instant sourceModified, String contentType) {
        this(key, upload, sourceModified, contentType, null, null);
    }

    /** The same of a site. */
    NewObject ofSite(@Nullable String owner) {
        return new NewObject(key, upload, sourceModified, contentType, owner, options);
    }

    /** The same, stored in a way of its own. */
    NewObject storedAs(ObjectOptions way) {
        return new NewObject(key, upload, sourceModified, contentType, site, way);
    }
}
