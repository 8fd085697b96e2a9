package io.nfs2s3.storage;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.ObjectKey;
import java.time.Instant;

/**
 * What an object is called and carries besides its bytes.
 *
 * @param sourceModified modification time of the NFS file
 * @param contentType see {@link ContentTypes}
 */
public record NewObject(ObjectKey key, FileVersion upload, Instant sourceModified, String contentType) {}
