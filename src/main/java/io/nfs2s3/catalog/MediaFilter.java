package io.nfs2s3.catalog;

import io.nfs2s3.media.TimeRange;
import org.jspecify.annotations.Nullable;

/**
 * Which rows are meant. What is not given does not narrow.
 *
 * @param prefix what their path begins with; empty for every path
 * @param kind the name of the kind that they have; null for every kind
 * @param migrated when they were flipped to S3
 */
public record MediaFilter(String prefix, @Nullable String kind, TimeRange migrated) {
    /** Every row. */
    public static final MediaFilter ALL = new MediaFilter("", null, TimeRange.ALL);

    /** Whether every row is meant. */
    public boolean isAll() {
        return equals(ALL);
    }
}
