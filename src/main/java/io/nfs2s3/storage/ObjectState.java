package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import org.jspecify.annotations.Nullable;

/** What is under a key now. */
public sealed interface ObjectState {
    /**
     * An object.
     *
     * @param checksum CRC32C over all of its bytes; null where the store keeps none
     * @param archived whether it cannot be read before it is restored from an archive
     * @param restored whether it is in an archive, and can be read for some days
     * @param expires when a rule of the bucket will remove it, and which, in the store's own words; null where none will
     */
    record Present(
            StoredObject object,
            long size,
            @Nullable Checksum checksum,
            boolean archived,
            boolean restored,
            @Nullable String expires)
            implements ObjectState {
        /** Whether it cannot be read now, or will not be in some days. */
        public boolean isInArchive() {
            return archived || restored;
        }
    }

    /** @param deleteMarker whether there was one, which a bucket with versions may still have */
    record Nothing(boolean deleteMarker) implements ObjectState {}
}
