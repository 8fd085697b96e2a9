package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunState;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is different about the runs of each kind. */
final class RunKinds {
    private static final Set<RunKind> PAUSABLE = EnumSet.complementOf(EnumSet.of(RunKind.VERIFY));

    private RunKinds() {}

    /** The number of a run and what it is about. */
    static String name(Run run) {
        return switch (run.kind()) {
            case ADOPT -> AdoptText.name(run);
            case BACKFILL -> BackfillText.name(run);
            case RECOVER -> RecoverText.name(run);
            case RETIRE, RESTORE -> FileRunText.name(run);
            case ROLLBACK -> RollbackText.name(run);
            case VERIFY -> RunText.name(run, RunText.name(run.kind()));
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
            case VERIFY -> "run " + name(run) + RunText.error(run);
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
            case VERIFY -> RunFields.event(event, run.id());
        };
        fields.put("kind", RunText.name(run.kind()));
        return fields;
    }

    /** @throws IllegalArgumentException when nobody can go on with it, or not so */
    static void requireResumable(Run run, RunOptions options) {
        if (!run.state().next().contains(RunState.RUNNING)) {
            throw new IllegalArgumentException("run " + run.id() + " is " + run.state() + " and cannot be resumed");
        }
        if (run.kind() == RunKind.BACKFILL && options.rate() > 0) {
            throw new IllegalArgumentException("--rate: of a backfill it is set by 'backfill set --rate'");
        }
    }

    /** @throws IllegalArgumentException when no process has runs of this kind */
    static RunKind requirePausable(RunKind kind) {
        if (!PAUSABLE.contains(kind)) {
            throw new IllegalArgumentException(RunText.name(kind) + ": has no runs that can rest; give one of "
                    + PAUSABLE.stream().map(RunText::name).collect(Collectors.joining(", ")));
        }
        return kind;
    }

    /**
     * Goes on with it here.
     *
     * @return the exit code
     * @throws IllegalArgumentException when its process may be alive, or it is finished
     */
    static int resume(Application application, Run run, RunOptions options, PrintWriter out, PrintWriter err) {
        return switch (run.kind()) {
            case BACKFILL -> new BackfillForeground(application, options.json(), out, err).resume(run);
            case RECOVER -> new RecoverForeground(application, options, out, err).resume(run);
            case ADOPT -> new AdoptForeground(application, options, out, err).resume(run);
            case RESTORE -> new RestoreForeground(application, options, out, err).resume(run);
            case RETIRE -> new RetireForeground(application, options, out, err).resume(run);
            case ROLLBACK -> new RollbackForeground(application, options, out, err).resume(run);
            case VERIFY ->
                throw new IllegalArgumentException(
                        "run " + run.id() + " is a verify, which this version cannot go on with");
        };
    }
}
