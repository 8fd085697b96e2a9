package io.nfs2s3.cli;

import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Which run a {@code resume} is about that names none. */
final class ResumableRuns {
    private ResumableRuns() {}

    /**
     * The only one whose process has ended. Those that go on by themselves are named.
     *
     * @param here the name of this process
     * @param name of a run, for a person
     * @return empty when there is none to go on with
     * @throws IllegalArgumentException when there is more than one
     */
    static Optional<Run> only(List<Run> unfinished, String here, Function<Run, String> name, PrintWriter err) {
        List<Run> dead = unfinished.stream().filter(run -> run.isFree(here)).toList();
        unfinished.stream()
                .filter(one -> !dead.contains(one))
                .forEach(one -> err.println(
                        "run " + one.id() + ": goes on by itself, in process " + Printable.line(one.owner())));
        if (dead.size() > 1) {
            throw new IllegalArgumentException("say which run: "
                    + String.join(", ", dead.stream().map(name).toList()) + "; give its number");
        }
        return dead.stream().findFirst();
    }
}
