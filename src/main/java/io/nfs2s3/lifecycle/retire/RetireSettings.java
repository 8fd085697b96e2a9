package io.nfs2s3.lifecycle.retire;

import java.time.Duration;

/**
 * How originals are taken away.
 *
 * @param enabled whether they are at all
 * @param grace for how long a file has been MIGRATED before
 * @param keepInTrash how long an original stays in the trash before it may be removed for good
 * @param rate files a second; 0 for no limit
 * @param mostFiles files that one run may take away
 * @param mostPercent the same as a part of all files whose pointer is S3
 * @param mostFailedProofs how many failed proofs a run goes on after
 */
public record RetireSettings(
        boolean enabled,
        Duration grace,
        Duration keepInTrash,
        int rate,
        int mostFiles,
        int mostPercent,
        int mostFailedProofs) {}
