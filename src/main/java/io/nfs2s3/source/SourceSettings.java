package io.nfs2s3.source;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.Problems;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The section {@code source} of the settings.
 *
 * @param root the source root, absolute
 * @param sentinel a file below the root that is there exactly when the mount is
 * @param vanishedAfter how long a file that is not found counts as late; 90 s or more on NFS, whose clients cache
 *     "no such file"
 * @param readTimeout for opening a file, and for each read
 * @param readers threads that read, 1 to 500
 * @param hungReadersLimit from so many hung threads on the mount counts as down; below {@code readers}
 */
public record SourceSettings(
        Path root,
        MediaPath sentinel,
        Duration vanishedAfter,
        Duration readTimeout,
        int readers,
        int hungReadersLimit) {
    public SourceSettings {
        new Problems()
                .addIf(!root.isAbsolute(), "source.root = \"" + root + "\" must be an absolute path")
                .addIf(
                        hungReadersLimit >= readers,
                        "source.hungReadersLimit = " + hungReadersLimit + " must be below source.readers = " + readers
                                + ", or a hanging mount would stop every reader")
                .throwIfAny();
    }
}
