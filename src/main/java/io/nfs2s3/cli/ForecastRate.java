package io.nfs2s3.cli;

import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunCounts;
import io.nfs2s3.runs.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How fast a command would be.
 *
 * @param filesPerSecond null where nobody knows
 * @param from what that rests on
 */
record ForecastRate(@Nullable Double filesPerSecond, String from) {
    /** A shorter run tells how long a command takes to begin and to end. */
    static final long LEAST_FILES = 1_000;

    private static final double MILLIS = 1_000;
    private static final int LOOKED_AT = 50;

    /**
     * Which runs a forecast may rest on.
     *
     * @param sources of runs that do the same
     * @param alike whether one did it in the same way, as with the same limit and as thoroughly
     * @param files how many files it did that take their time, other than those that it found as they should be
     */
    record Basis(List<String> sources, Predicate<Run> alike, ToLongFunction<RunCounts> files) {
        /** Of runs that are fast over what they leave unchanged. */
        static Basis ofChanges(String source, Predicate<Run> alike) {
            return new Basis(List.of(source), alike, RunCounts::done);
        }

        /** Of runs that take as long over each file. */
        static Basis ofLooks(String source, Predicate<Run> alike) {
            return new Basis(List.of(source), alike, RunCounts::seen);
        }
    }

    /**
     * As fast as the last such run was, and no faster than the limit.
     *
     * @param limit files a second; 0 for none
     * @param limitFrom where the limit comes from
     */
    static ForecastRate of(Runs runs, Basis basis, int limit, String limitFrom) {
        Optional<Run> last = runs.lastDone(basis.sources(), LOOKED_AT).stream()
                .filter(run -> run.finishedAt() != null && basis.files().applyAsLong(run.counts()) >= LEAST_FILES)
                .filter(basis.alike())
                .findFirst();
        Double measured = last.map(run -> measured(run, basis)).orElse(null);
        if (measured != null && (limit == 0 || measured < limit)) {
            return new ForecastRate(
                    measured, "as fast as run " + last.orElseThrow().id() + " was");
        }
        return limit > 0 ? new ForecastRate((double) limit, limitFrom) : unknown();
    }

    private static ForecastRate unknown() {
        return new ForecastRate(null, "no run like it, over 1,000 files or more, is done, and no --rate is given");
    }

    /** With its pauses, and the time that it lay between two processes. */
    private static @Nullable Double measured(Run run, Basis basis) {
        Instant finished = run.finishedAt();
        if (finished == null) {
            return null;
        }
        long millis = Math.max(1, Duration.between(run.startedAt(), finished).toMillis());
        return basis.files().applyAsLong(run.counts()) * MILLIS / millis;
    }
}
