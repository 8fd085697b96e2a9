package io.nfs2s3.backfill;

import io.nfs2s3.catalog.BackfillFiles.NewFile;
import io.nfs2s3.runs.RunSample;
import java.util.List;

/**
 * Names that are registered in one transaction.
 *
 * @param files no path twice
 * @param skipped how many names were left out on purpose
 * @param bad how many cannot be migrated
 * @param samples of both
 */
public record BackfillBatch(List<NewFile> files, long skipped, long bad, List<RunSample> samples) {
    public BackfillBatch {
        files = List.copyOf(files);
        samples = List.copyOf(samples);
    }
}
