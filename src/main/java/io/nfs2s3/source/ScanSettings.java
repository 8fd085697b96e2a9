package io.nfs2s3.source;

import java.util.List;

/**
 * The section {@code backfill.scan} of the settings.
 *
 * @param skip patterns (globs) of names to leave out, files and directories, each compared with the last segment of a
 *     path
 * @param statAll look at each name, not only at those that are likely to be directories
 */
public record ScanSettings(List<String> skip, boolean statAll) {
    /** @throws IllegalArgumentException when a pattern is no glob */
    public ScanSettings {
        skip = List.copyOf(skip);
        for (String glob : skip) {
            SkipRules.check(glob);
        }
    }
}
