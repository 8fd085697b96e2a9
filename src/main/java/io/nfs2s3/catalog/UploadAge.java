package io.nfs2s3.catalog;

import io.nfs2s3.media.MediaPath;
import java.time.Duration;

/**
 * An upload that is known by its path and by how long ago it was. An age and no time, for the clocks of host and database
 * may differ.
 *
 * @param age 0 or more
 */
public record UploadAge(MediaPath path, Duration age) {
    public UploadAge {
        age = age.isNegative() ? Duration.ZERO : age;
    }
}
