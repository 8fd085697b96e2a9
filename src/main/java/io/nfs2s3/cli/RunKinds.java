package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunState;
import java.io.PrintWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is different about the runs of each kind. */
final class RunKinds {
    private RunKinds() {}

    /** The number of a run and what it is about. */
    static String name(Run run) {
        return switch (run.kind()) {
            case ADOPT -> AdoptText.name(run);
            case BACKFILL -> BackfillText.name(run);
            case RECOVER -> RecoverText.name(run);
            case RETIRE, RESTORE -> FileRunText.name(run);
            case ROLLBACK -> RollbackText.name(run);
            case VERIFY -> VerifyRunText.name(run);
        };
    }

    /** The same, and how far it is. */
    static String line(Run run) {
        return switch (run.kind()) {
            case ADOPT -> AdoptText.line(run);
            case BACKFILL -> BackfillText.done(run);
            case RECOVER -> RecoverText.line(run);
            case RETIRE, RESTORE -> FileRunText.line(run);
            case ROLLBACK -> RollbackText.line(run);
            case VERIFY -> VerifyRunText.line(run);
        };
    }

    /** The same for a script. */
    static Map<String, @Nullable Object> fields(String event, Run run) {
        Map<String, @Nullable Object> fields = switch (run.kind()) {
            case ADOPT -> AdoptFields.of(event, run);
            case BACKFILL -> BackfillFields.of(event, run);
            case RECOVER -> RecoverFields.of(event, run);
            case RETIRE, RESTORE -> FileRunText.fields(event, run);
            case ROLLBACK -> RollbackFields.of(event, run);
            case VERIFY -> VerifyRunText.fields(event, run);
        };
        fields.put("kind", RunText.name(run.kind()));
        return fields;
    }

    /** @throws IllegalArgumentException when nobody can go on with it, or not so */
    static void requireResumable(Run run, RunOptions options) {
        if (!run.state().next().contains(RunState.RUNNING)) {
            throw new IllegalArgumentException(
                    "run " + run.id() + " is " + run.state() + " and cannot be resumed; begin a new one");
        }
        if (run.kind() == RunKind.BACKFILL && options.rate() > 0) {
            throw new IllegalArgumentException("--rate: of a backfill it is set by 'backfill set --rate'");
        }
    }

    /**
     * Goes on with it here, with the options that it began with; a rate among {@code options} stands for that of the run.
     *
     * @param taken called when the run is this process's, before anything is done
     * @return the exit code
     * @throws IllegalArgumentException when its process may be alive, or it is finished
     */
    static int resume(
            Application application, Run run, RunOptions options, PrintWriter out, PrintWriter err, Runnable taken) {
        return switch (run.kind()) {
            case BACKFILL -> new BackfillForeground(application, options.json(), out, err).resume(run, taken);
            case RECOVER -> new RecoverForeground(application, options, out, err).resume(run, taken);
            case ADOPT -> new AdoptForeground(application, options.goingOn(run), out, err).resume(run, taken);
            case RESTORE -> new RestoreForeground(application, options.goingOn(run), out, err).resume(run, taken);
            case RETIRE -> new RetireForeground(application, options.goingOn(run), out, err).resume(run, taken);
            case ROLLBACK -> new RollbackForeground(application, options.goingOn(run), out, err).resume(run, taken);
            case VERIFY ->
                new VerifyForeground(
                                application,
                                application.verifies().verify(run),
                                new VerifyShown(options.json(), VerifyShown.LIMIT, options.rateOr(run.rate())),
                                out,
                                err)
                        .resume(run, taken);
        };
    }
}
