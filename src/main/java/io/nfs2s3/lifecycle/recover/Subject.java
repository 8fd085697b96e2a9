package io.nfs2s3.lifecycle.recover;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.Location;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.storage.ObjectAudit;
import io.nfs2s3.storage.ObjectState.Present;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path that is to be judged, with all that is known of it but its original.
 *
 * @param row as it is now; null where there is none
 * @param generation of the object that the evidence is of
 * @param evidence of its newest object; where that is gone, what the row says of it
 */
record Subject(
        MediaPath path,
        @Nullable MediaFile row,
        StoredGenerations stored,
        Stored meeting,
        int generation,
        Evidence evidence) {

    /**
     * Which bytes an object has.
     *
     * @param sourceModified when its original had been modified; null where nobody says
     * @param found the object; null where it is gone
     */
    record Evidence(
            @Nullable Long sizeBytes,
            @Nullable Instant sourceModified,
            @Nullable Checksum checksum,
            @Nullable Present found) {
        static Evidence of(Present found, Checksum checksum) {
            return new Evidence(
                    found.size(), ObjectAudit.sourceModified(found.object()).orElse(null), checksum, found);
        }

        static Evidence of(@Nullable MediaFile row) {
            return row == null
                    ? new Evidence(null, null, null, null)
                    : new Evidence(row.sizeBytes(), row.sourceModified(), row.checksum(), null);
        }
    }

    Recorded recorded() {
        return Recorded.of(row);
    }

    boolean isOnS3() {
        return row != null && row.location() == Location.S3;
    }

    /** The evidence for a row that leads to the object. */
    StoredCopy copy() {
        Present found = Objects.requireNonNull(evidence.found());
        return new StoredCopy(
                new FileVersion(path, generation),
                found.object().key(),
                found.size(),
                Objects.requireNonNullElse(evidence.sourceModified(), Instant.EPOCH),
                Objects.requireNonNull(evidence.checksum()),
                found.object().etag(),
                found.object().versionId());
    }
}
