package io.nfs2s3.media;

import java.util.EnumSet;
import java.util.Set;

/** Where a file stands on its way. The legal transitions stand here and nowhere else. */
public enum MediaState {
    /** On its way: a message or an outbox entry for it exists, or the sweep makes one. */
    QUEUED(Location.NFS),
    /** Flipped: the S3 copy was proved and is what readers get; the NFS original is still there. */
    MIGRATED(Location.S3),
    /** The NFS original of a migrated file was removed. */
    RETIRED(Location.S3),
    /** A permanent failure, recorded with its reason. */
    FAILED(Location.NFS),
    /** A kind that is not migrated yet, or rolled back. */
    HELD(Location.NFS);

    private final Location location;

    MediaState(Location location) {
        this.location = location;
    }

    /** The pointer that goes with this state. */
    public Location location() {
        return location;
    }

    /** The states that a file of the same generation may go to from this one. */
    public Set<MediaState> next() {
        return switch (this) {
            case QUEUED -> EnumSet.of(MIGRATED, FAILED, HELD);
            case MIGRATED -> EnumSet.of(RETIRED, HELD);
            case RETIRED -> EnumSet.of(MIGRATED);
            case FAILED, HELD -> EnumSet.of(QUEUED);
        };
    }

    /** Whether a re-upload (generation + 1) may leave this state; it may leave every state. */
    public static Set<MediaState> afterUpload() {
        return EnumSet.of(QUEUED, HELD);
    }
}
