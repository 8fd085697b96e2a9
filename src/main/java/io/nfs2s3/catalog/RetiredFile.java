package io.nfs2s3.catalog;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import java.time.Instant;

/**
 * An original that was taken away, as it was then.
 *
 * @param trashPath its name below the trash
 * @param inode the number of the file on its device
 * @param modified as precise as the file system told it
 * @param mode permissions
 */
public record RetiredFile(
        FileVersion upload,
        String trashPath,
        String inode,
        long sizeBytes,
        Instant modified,
        int mode,
        int uid,
        int gid) {
    /** Whether a modification time can be noted: those of the years 1678 to 2261. */
    public static boolean canNote(Instant modified) {
        return Nanos.holds(modified);
    }

    public MediaPath path() {
        return upload.path();
    }
}
