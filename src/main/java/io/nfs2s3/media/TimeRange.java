package io.nfs2s3.media;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A span of time.
 *
 * @param from the first moment that belongs to it; null for no beginning
 * @param to the first moment that does not belong to it any more; null for no end
 */
public record TimeRange(@Nullable Instant from, @Nullable Instant to) {
    /** All of it. */
    public static final TimeRange ALL = new TimeRange(null, null);

    /** @throws IllegalArgumentException when it ends before it begins */
    public TimeRange {
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("from " + from + " to " + to + ": nothing can lie between them");
        }
    }

    public boolean isAll() {
        return from == null && to == null;
    }
}
