package io.nfs2s3.cli;

import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How fast a command would be.
 *
 * @param filesPerSecond null where nobody knows
 * @param from what that rests on
 */
record ForecastRate(@Nullable Double filesPerSecond, String from) {
    private static final double MILLIS = 1_000;

    /**
     * As fast as the last run of the same kind was, and no faster than the limit.
     *
     * @param sources of runs that do the same
     * @param limit files a second; 0 for none
     * @param limitFrom where the limit comes from
     */
    static ForecastRate of(Runs runs, List<String> sources, int limit, String limitFrom) {
        Optional<Run> last = runs.lastDone(sources);
        Double measured = last.map(ForecastRate::measured).orElse(null);
        if (measured != null && (limit == 0 || measured < limit)) {
            return new ForecastRate(
                    measured, "as fast as run " + last.orElseThrow().id() + " was");
        }
        return limit > 0 ? new ForecastRate((double) limit, limitFrom) : unknown();
    }

    private static ForecastRate unknown() {
        return new ForecastRate(null, "no run of this kind is done, and no --rate is given");
    }

    /** With its pauses; null of a run that looked at nothing. */
    private static @Nullable Double measured(Run run) {
        Instant finished = run.finishedAt();
        if (finished == null || run.counts().seen() == 0) {
            return null;
        }
        long millis = Math.max(1, Duration.between(run.startedAt(), finished).toMillis());
        return run.counts().seen() * MILLIS / millis;
    }
}
