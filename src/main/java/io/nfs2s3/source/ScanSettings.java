package io.nfs2s3.source;

import java.util.List;

/**
 * The section {@code backfill.scan} of the settings.
 *
 * @param skip patterns (globs) of names to leave out, each compared with the last segment of a path
 * @param statAll look at the type of each name, not only of those that may be directories
 */
public record ScanSettings(List<String> skip, boolean statAll) {
    public ScanSettings {
        skip = List.copyOf(skip);
    }
}
