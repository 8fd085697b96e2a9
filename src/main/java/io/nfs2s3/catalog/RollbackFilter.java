package io.nfs2s3.catalog;

import io.nfs2s3.media.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which files are rolled back, or queued again. What is not given does not narrow.
 *
 * @param undo whether files are meant that were rolled back; else those whose pointer is S3
 * @param prefix what their path begins with; empty for every path
 * @param kind the name of the kind that their row has; null for every kind
 * @param migrated when they were flipped to S3
 * @param run only of files that were rolled back: the run that did it last; null for every run
 */
public record RollbackFilter(
        boolean undo,
        String prefix,
        @Nullable String kind,
        TimeRange migrated,
        @Nullable Long run) {
    /** @throws IllegalArgumentException when a run is given for files that were not rolled back */
    public RollbackFilter {
        if (run != null && !undo) {
            throw new IllegalArgumentException("a run narrows only what is undone");
        }
    }

    /** Whether every file is meant. */
    public boolean isAll() {
        return prefix.isEmpty() && kind == null && migrated.isAll() && run == null;
    }
}
