package io.nfs2s3.lifecycle;

import io.nfs2s3.media.MediaPath;

/**
 * A file that was left as it is.
 *
 * @param detail what was found; may be empty
 */
public record LeftAlone(MediaPath path, Obstacle reason, String detail) {
    /** The reason and what was found, in words. */
    public String text() {
        return detail.isEmpty() ? reason.text() : reason.text() + ": " + detail;
    }
}
