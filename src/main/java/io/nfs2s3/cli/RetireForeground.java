package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.retire.Retire;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.lifecycle.retire.RetireSettings;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import java.io.PrintWriter;

/** Takes originals away in the foreground, or moves them out of the trash. */
final class RetireForeground {
    private final Application application;
    private final Retire retire;
    private final RunOptions options;
    private final PrintWriter out;
    private final PrintWriter err;

    RetireForeground(Application application, RunOptions options, PrintWriter out, PrintWriter err) {
        this.application = application;
        this.retire = application.retires().retire();
        this.options = options;
        this.out = out;
        this.err = err;
    }

    /** @return the exit code */
    int start(Direction direction, FileSelection selection) {
        require(direction);
        FileForeground foreground = foreground(direction, selection);
        return run(foreground, retire.start(direction, selection), direction, selection);
    }

    /** Goes on with a run. @return the exit code */
    int resume(Run run) {
        Direction direction = Retire.direction(run);
        FileSelection selection = FileSelection.parse(run.what());
        require(direction);
        FileForeground foreground = foreground(direction, selection);
        return run(foreground, retire.takeOver(run.id()), direction, selection);
    }

    private int run(FileForeground foreground, RunLease lease, Direction direction, FileSelection selection) {
        return foreground.run(lease, work -> retire.run(lease, direction, selection, work));
    }

    /** So that a run that could only wait, or fail, is refused and not begun. */
    private void require(Direction direction) {
        options.rate();
        OwnSite.require(application);
        retire.require(direction);
    }

    /** Says what {@link #start} would do, also where that would be refused. @return the exit code */
    int preview(Direction direction, FileSelection selection) {
        retire.requireMount();
        if (direction != Direction.PUT_BACK && !application.settings().retire().enabled()) {
            err.println("retire: with --yes this is refused, because retire.enabled is false");
        }
        return foreground(direction, selection).preview(work -> retire.preview(direction, selection, work));
    }

    private FileForeground foreground(Direction direction, FileSelection selection) {
        int asked = options.rate() > 0 ? options.rate() : selection.rate();
        RetireSettings settings = application.settings().retire();
        boolean takes = direction != Direction.PUT_BACK;
        return new FileForeground(
                RunKind.RETIRE,
                application.retires().retires(),
                direction.name(),
                new FileForeground.Limits(
                        asked > 0 ? asked : settings.rate(),
                        takes ? retire.most(selection.most()) : selection.most(),
                        takes ? settings.mostFailedProofs() : Long.MAX_VALUE),
                options.json(),
                out,
                err);
    }
}
