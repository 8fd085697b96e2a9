package io.nfs2s3.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a read asks for besides the key, as it goes to the store. Null for what is not asked.
 *
 * @param range one range, such as {@code bytes=0-9}
 * @param ifMatch the ETag that the object must have
 * @param ifNoneMatch the ETag of a copy that the reader has
 * @param ifModifiedSince when that copy was written
 */
public record ReadConditions(
        @Nullable String range,
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable Instant ifModifiedSince) {
    /** The whole object, whatever it is. */
    public static final ReadConditions NONE = new ReadConditions(null, null, null, null);
}
