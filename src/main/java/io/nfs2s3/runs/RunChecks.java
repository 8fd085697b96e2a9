package io.nfs2s3.runs;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** Whether a long job waits for somebody to go on with it. */
public final class RunChecks {
    private static final int NAMED = 3;

    private RunChecks() {}

    /** @param reached the code of the check that the database can be reached */
    public static List<Check> of(Jdbi jdbi, CheckCode reached) {
        return List.of(Check.onDemand(CheckCode.SITE_RUNS, "runs", () -> look(new AllRuns(jdbi).unfinished()))
                .after(reached));
    }

    private static Answer look(List<Run> unfinished) {
        List<Run> left = unfinished.stream().filter(RunChecks::isLeft).toList();
        return left.isEmpty()
                ? Answer.good("none was left by its process")
                : Answer.warning(
                        left.size() + " came to no end: "
                                + left.stream()
                                        .limit(NAMED)
                                        .map(RunChecks::text)
                                        .collect(Collectors.joining("; "))
                                + (left.size() > NAMED ? "; and others" : ""),
                        "'nfs2s3 runs resume ID' goes on with one, 'nfs2s3 runs cancel ID' gives it up");
    }

    /** One that is PAUSED is so by somebody's will. */
    private static boolean isLeft(Run run) {
        return run.state() == RunState.FAILED || (run.state() == RunState.RUNNING && run.isSilent());
    }

    private static String text(Run run) {
        String name = run.id() + " (" + run.kind().name().toLowerCase(Locale.ROOT) + ")";
        return run.state() == RunState.FAILED
                ? name + " failed: " + run.error()
                : name + " has not been heard of for " + run.silentSeconds() + " s";
    }
}
