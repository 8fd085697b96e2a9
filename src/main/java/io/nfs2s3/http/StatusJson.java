package io.nfs2s3.http;

import io.nfs2s3.progress.ProgressReport;
import org.jspecify.annotations.Nullable;

/** Writes the answer of {@code /api/status}. */
@FunctionalInterface
public interface StatusJson {
    /**
     * One JSON object.
     *
     * @param ageSeconds since the report was made
     * @param problem why there is no newer one; null when nothing is in the way
     */
    String write(ProgressReport report, long ageSeconds, @Nullable String problem);
}
