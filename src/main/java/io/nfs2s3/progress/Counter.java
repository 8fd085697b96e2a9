package io.nfs2s3.progress;

import org.jspecify.annotations.Nullable;

/**
 * The files of one kind and state, as they were counted, and as the counters had them in the same snapshot.
 *
 * @param failureCode of FAILED files; null for other states
 */
public record Counter(
        String kind,
        String state,
        @Nullable String failureCode,
        long files,
        long bytes,
        long keptFiles,
        long keptBytes) {
    /** Whether the two agree. */
    public boolean isExact() {
        return files == keptFiles && bytes == keptBytes;
    }
}
