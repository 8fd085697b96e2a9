package io.nfs2s3.media;

/**
 * One registered upload: a path and which upload of it this is.
 *
 * @param generation 1 for a path's first upload, +1 at each re-upload
 */
public record FileVersion(MediaPath path, int generation) {
    public FileVersion {
        if (generation < 1) {
            throw new IllegalArgumentException("generation " + generation + " of " + path + ": the first is 1");
        }
    }

    @Override
    public String toString() {
        return path + " generation " + generation;
    }
}
