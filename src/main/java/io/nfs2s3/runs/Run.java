package io.nfs2s3.runs;

import io.nfs2s3.resilience.ProcessLiveness;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One run, as it stands in the database.
 *
 * @param source where its names come from, in a word of its kind
 * @param what which of them: a prefix, a file (- for standard input), or a query
 * @param owner the process that has, or had, it: host, process id, and a number of its own, separated by slashes
 * @param silentSeconds since its process was last heard of
 * @param sent files that are in a message
 * @param missing files that are recorded, but that it did not find; null until it is DONE, and if it does not look for them
 * @param error why it FAILED
 * @param rate names a second at most, in its last process; 0 for no limit, and of a backfill, which has one for all runs
 */
public record Run(
        long id,
        RunKind kind,
        String source,
        String what,
        RunState state,
        String owner,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long silentSeconds,
        RunCounts counts,
        long sent,
        @Nullable Long missing,
        @Nullable String error,
        int rate) {
    private static final long DEAD_AFTER_SECONDS = 30;

    /** Whether its process has not been heard of for so long that another may take the run over. */
    public boolean isSilent() {
        return silentSeconds >= DEAD_AFTER_SECONDS;
    }

    /**
     * Whether another process may go on with it: its process was told to end, failed, or is gone.
     *
     * @param here the name of this process
     */
    public boolean isFree(String here) {
        return state.next().contains(RunState.RUNNING)
                && (state != RunState.RUNNING || isSilent() || ProcessLiveness.isGone(owner, here));
    }
}
