package io.nfs2s3.catalog;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MediaPath;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which FAILED files are meant. What is not given does not narrow.
 *
 * @param kind the name of their kind; null for every kind
 * @param prefix what their path begins with; empty for every path
 * @param code why they failed; null for every reason
 * @param from the first moment at which they failed; null for no beginning
 * @param to the first moment that is too late; null for no end
 * @param paths only these; empty for every path
 */
public record FailedFilter(
        @Nullable String kind,
        String prefix,
        @Nullable FailureCode code,
        @Nullable Instant from,
        @Nullable Instant to,
        List<MediaPath> paths) {
    /** Every FAILED file. */
    public static final FailedFilter ALL = new FailedFilter(null, "", null, null, null, List.of());

    public FailedFilter {
        paths = List.copyOf(paths);
    }

    /** Whether it lets every FAILED file through. */
    public boolean isAll() {
        return equals(ALL);
    }
}
