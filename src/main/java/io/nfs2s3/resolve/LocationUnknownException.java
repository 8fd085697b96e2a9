package io.nfs2s3.resolve;

import io.nfs2s3.media.MediaPath;
import org.jspecify.annotations.Nullable;

/**
 * The database cannot be asked where a file is, nothing is remembered, and the settings want no guess. Its cause says
 * why.
 */
public final class LocationUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LocationUnknownException(MediaPath path, @Nullable Throwable error) {
        super("it cannot be looked up where " + path + " is", error);
    }
}
