package io.nfs2s3.media;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog knows of one file.
 *
 * @param sizeBytes of the copy, once there is one
 * @param sourceModified modification time of the NFS file when it was copied
 * @param checksum of the copy, over all of its bytes
 * @param objectKey of the copy that the pointer names, or named before a roll back
 * @param queuedFor since it last went on its way, however often a sweep sent it again, by the clock of the database that
 *     keeps that time
 */
public record MediaFile(
        MediaPath path,
        String kind,
        int generation,
        MediaState state,
        @Nullable Long sizeBytes,
        @Nullable Instant sourceModified,
        @Nullable Checksum checksum,
        @Nullable ObjectKey objectKey,
        Duration queuedFor,
        int attempts) {

    public Location location() {
        return state.location();
    }

    /** Whether its pointer was set back to NFS, and nothing has happened to it since. */
    public boolean isRolledBack() {
        return state == MediaState.HELD && objectKey != null;
    }

    public FileVersion upload() {
        return new FileVersion(path, generation);
    }
}
