package io.nfs2s3.catalog;

import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * Where readers find a file.
 *
 * @param objectKey of the copy; not null where the location is S3
 * @param size of the copy in bytes, where the location is S3
 */
public record Pointer(
        MediaPath path, Location location, @Nullable ObjectKey objectKey, long size) {}
