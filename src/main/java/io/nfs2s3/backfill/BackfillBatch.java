package io.nfs2s3.backfill;

import io.nfs2s3.media.MediaState;
import io.nfs2s3.runs.BackfillSample;
import java.util.List;

/**
 * Names that are registered in one transaction.
 *
 * @param files no path twice
 * @param skipped how many names were left out on purpose
 * @param bad how many cannot be migrated
 * @param samples of both
 */
public record BackfillBatch(List<File> files, long skipped, long bad, List<BackfillSample> samples) {
    /** @param state that a new row gets: QUEUED, or HELD for a kind that is not migrated */
    public record File(String path, String kind, MediaState state) {}

    public BackfillBatch {
        files = List.copyOf(files);
        samples = List.copyOf(samples);
    }
}
