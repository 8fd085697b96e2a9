package io.nfs2s3.catalog;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.TimeRange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the ledger are meant. What is not given does not narrow.
 *
 * @param paths only these; empty for every path
 * @param window when it happened
 * @param act what happened; null for everything
 */
public record LedgerFilter(
        List<MediaPath> paths, TimeRange window, @Nullable LedgerAct act) {
    public LedgerFilter {
        paths = List.copyOf(paths);
    }
}
