package io.nfs2s3.cli;

import io.nfs2s3.media.Printable;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a run of any kind has, in words for a person. */
final class RunText {
    private RunText() {}

    static String name(RunKind kind) {
        return kind.word();
    }

    /** @throws IllegalArgumentException when there is none of that name */
    static RunKind kind(String name) {
        return RunKind.of(name)
                .orElseThrow(() -> new IllegalArgumentException(name + ": give the number of a run, or one of "
                        + Stream.of(RunKind.values()).map(RunText::name).collect(Collectors.joining(", "))));
    }

    /** The command that ends the pause of a kind. */
    static String resume(RunKind kind) {
        return kind == RunKind.BACKFILL ? "backfill resume" : "runs resume " + name(kind);
    }

    /** The command that tells of the runs of a kind. */
    static String status(RunKind kind) {
        return kind == RunKind.BACKFILL ? "backfill status" : "runs list";
    }

    /** Since when, until when, and by whom. */
    static String times(Run run) {
        Instant finished = run.finishedAt();
        return "began " + run.startedAt().truncatedTo(ChronoUnit.SECONDS)
                + (finished == null ? "" : ", ended " + finished.truncatedTo(ChronoUnit.SECONDS)) + ", by "
                + Printable.line(run.owner());
    }

    static String name(Run run, String what) {
        boolean silent = run.state() == RunState.RUNNING && run.isSilent();
        return run.id() + " (" + what + ", " + run.state()
                + (silent ? ", not heard of for " + run.silentSeconds() + " s" : "") + ")";
    }

    /** Why it failed, behind its counts; empty when it did not. */
    static String error(Run run) {
        String error = run.error();
        return error == null ? "" : "; " + Printable.line(error);
    }
}
