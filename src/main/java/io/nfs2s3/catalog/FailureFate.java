package io.nfs2s3.catalog;

/**
 * What became of the files that failed for one reason: each is counted for the reason of its last failure in the span, and where it
 * stands now.
 *
 * @param code name of a {@link io.nfs2s3.media.FailureCode}, or of one that only a newer build knows; empty where none is told
 * @param times how often they failed, for any reason
 * @param files how many there are; the sum of the following
 * @param onS3 MIGRATED or RETIRED
 * @param queued on their way again
 * @param failed FAILED still, or again
 * @param held HELD
 * @param gone without a row
 */
public record FailureFate(
        String code, long times, long files, long onS3, long queued, long failed, long held, long gone) {}
