package io.nfs2s3.lifecycle.adopt;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import org.jspecify.annotations.Nullable;

/**
 * An object that may be the copy of a file on NFS.
 *
 * @param kind of the file
 * @param size of the object, as it was listed
 * @param etag likewise, plain
 * @param registered whether the file had a row when it was looked at
 */
record Candidate(
        MediaPath path,
        ObjectKey key,
        String kind,
        long size,
        @Nullable String etag,
        boolean registered) {
    FileVersion upload() {
        return new FileVersion(path, 1);
    }

    Left otherSize(long ofObject, long ofFile) {
        return left(Reason.DIFFERS, "the object has " + ofObject + " bytes, and the file " + ofFile);
    }

    Left left(Reason reason, String detail) {
        return new Left(path.value(), reason, detail);
    }
}
