package io.nfs2s3.origin;

import io.nfs2s3.media.MediaPath;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants of a file.
 *
 * @param key the object key that was asked for; null when the path was
 * @param head whether it wants the headers alone
 */
record FileRequest(MediaPath path, @Nullable String key, boolean head, Conditions conditions) {
    /** The same for the whole file. */
    FileRequest withoutRange() {
        return new FileRequest(path, key, head, conditions.withoutRange());
    }
}
