package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.media.MediaFile;
import org.jspecify.annotations.Nullable;

/** What the database says of a path. */
enum Recorded {
    /** It has no row. */
    NOTHING,
    /** It is on its way: its original is what counts. */
    QUEUED,
    /** It is on NFS, after a failure. */
    FAILED,
    /** It is on NFS, and is to stay there. */
    HELD,
    /** Readers get an object. */
    ON_S3;

    static Recorded of(@Nullable MediaFile row) {
        if (row == null) {
            return NOTHING;
        }
        return switch (row.state()) {
            case QUEUED -> QUEUED;
            case FAILED -> FAILED;
            case HELD -> HELD;
            case MIGRATED, RETIRED -> ON_S3;
        };
    }
}
