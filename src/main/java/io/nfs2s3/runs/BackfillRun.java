package io.nfs2s3.runs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run of a backfill, as it stands in the database.
 *
 * @param what the prefix of a scan, the file of a manifest (- for standard input), or the query
 * @param owner the process that has, or had, it: host, process id, and a number of its own, separated by slashes
 * @param silentSeconds since its process was last heard of
 * @param sent files that are in a message
 * @param missing files of {@code media} that a scan did not find; null until it is DONE
 * @param error why it FAILED
 */
public record BackfillRun(
        long id,
        Source source,
        String what,
        BackfillState state,
        String owner,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long silentSeconds,
        BackfillCounts counts,
        long sent,
        @Nullable Long missing,
        @Nullable String error) {
    private static final long DEAD_AFTER_SECONDS = 30;

    /** Where its names come from. */
    public enum Source {
        /** The names below the source root. */
        SCAN,
        /** A file of names, one a line. */
        MANIFEST,
        /** A file of names that end at NUL. */
        MANIFEST_NUL,
        /** What a query in the site's database gives. */
        QUERY
    }

    /** Whether its process has not been heard of for so long that another may take the run over. */
    public boolean isSilent() {
        return silentSeconds >= DEAD_AFTER_SECONDS;
    }
}
