package io.nfs2s3.cli;

import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.Runs;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which run a {@code resume} is about. */
final class ResumableRuns {
    private ResumableRuns() {}

    /**
     * The one that was asked for, or else the only one whose process has ended. Those that go on by themselves are named.
     *
     * @param asked its number; null when none was said
     * @param canTakeOver whether the process of a run has ended
     * @param name of a run, for a person
     * @return empty when there is none to go on with
     * @throws IllegalArgumentException when there is no such run, or more than one
     */
    static Optional<Run> choose(
            Runs runs, @Nullable Long asked, Predicate<Run> canTakeOver, Function<Run, String> name, PrintWriter err) {
        if (asked != null) {
            return Optional.of(
                    runs.find(asked).orElseThrow(() -> new IllegalArgumentException("there is no run " + asked)));
        }
        List<Run> unfinished = runs.unfinished();
        List<Run> dead = unfinished.stream().filter(canTakeOver).toList();
        unfinished.stream()
                .filter(one -> !dead.contains(one))
                .forEach(one -> err.println("run " + one.id() + ": goes on by itself, in process " + one.owner()));
        if (dead.size() > 1) {
            throw new IllegalArgumentException("say which run: "
                    + String.join(", ", dead.stream().map(name).toList()));
        }
        return dead.stream().findFirst();
    }
}
