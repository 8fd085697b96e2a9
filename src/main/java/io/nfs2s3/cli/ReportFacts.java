package io.nfs2s3.cli;

import io.nfs2s3.catalog.FailureFate;
import io.nfs2s3.catalog.LedgerCount;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.media.Location;
import io.nfs2s3.progress.PastDays;
import io.nfs2s3.progress.ProgressReport.Counted;
import io.nfs2s3.runs.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that a report tells. Its size goes with the days, the kinds of media and the runs, not with the files.
 *
 * @param site its id
 * @param now files and bytes by kind and state at present
 * @param soundNow whether these can be those of this database
 * @param past what workers did in the time of the report
 * @param pointers what became of pointers in it
 * @param verifies those that went on in it, the newest first
 * @param jobs the other runs, likewise
 * @param more whether there were more runs than are told
 * @param puts what it took to send the files that were migrated in it
 * @param costs by the prices of the settings
 */
record ReportFacts(
        String site,
        ReportSpan span,
        List<Counted> now,
        boolean soundNow,
        PastDays past,
        Pointers pointers,
        List<Verified> verifies,
        List<Run> jobs,
        boolean more,
        Forecast puts,
        Costs costs) {
    /**
     * What the ledger says.
     *
     * @param began when its first line was written that is there; null when there is none
     */
    record Pointers(@Nullable Instant began, List<LedgerCount> acts, List<FailureFate> failures) {}

    /**
     * A run of a verify, with what it counted beside what all runs count.
     *
     * @param repairs whether it mended what it could
     * @param level what was looked at, in words
     * @param causes files by what was the matter with them
     * @param acts files by what was done about them; empty where nothing was to be mended
     */
    record Verified(Run run, boolean repairs, String level, Map<String, Long> causes, Map<String, Long> acts) {
        /** Files that were not as they should be. */
        long differences() {
            return run.counts().done() + run.counts().failed();
        }
    }

    /** Bytes that are on S3 now. */
    long bytesOnS3() {
        return now.stream()
                .filter(ReportFacts::isOnS3)
                .mapToLong(Counted::bytes)
                .sum();
    }

    /** Files whose readers are sent to S3 now. */
    long filesOnS3() {
        return now.stream()
                .filter(ReportFacts::isOnS3)
                .mapToLong(Counted::files)
                .sum();
    }

    /** All files that are registered now. */
    long files() {
        return now.stream().mapToLong(Counted::files).sum();
    }

    private static boolean isOnS3(Counted counted) {
        return counted.state().location() == Location.S3;
    }
}
