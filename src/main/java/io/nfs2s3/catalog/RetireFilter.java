package io.nfs2s3.catalog;

import io.nfs2s3.media.MediaPath;
import java.util.List;

/**
 * Which files are meant.
 *
 * @param prefix what their path begins with; empty for every path
 * @param paths only these; empty for no such choice
 */
public record RetireFilter(String prefix, List<MediaPath> paths) {
    /** @throws IllegalArgumentException when files are chosen in two ways */
    public RetireFilter {
        paths = List.copyOf(paths);
        if (!prefix.isEmpty() && !paths.isEmpty()) {
            throw new IllegalArgumentException("choose files by PATH or by --prefix, not both");
        }
    }

    /** Whether every file is meant. */
    public boolean isAll() {
        return prefix.isEmpty() && paths.isEmpty();
    }
}
