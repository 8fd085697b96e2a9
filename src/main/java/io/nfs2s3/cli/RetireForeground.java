package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.retire.Retire;
import io.nfs2s3.lifecycle.retire.Retire.Direction;
import io.nfs2s3.lifecycle.retire.RetireSettings;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode.Nature;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.site.OwnSite;
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
    int start(Direction direction, FileRequest request) {
        require(direction);
        FileForeground foreground = foreground(direction, request);
        return run(foreground, retire.start(direction, request, rate()), direction, request);
    }

    /**
     * Goes on with a run.
     *
     * @param taken called when the run is this process's, before anything is done
     * @return the exit code
     */
    int resume(Run run, Runnable taken) {
        Direction direction = Retire.direction(run);
        FileRequest request = FileRequest.parse(run.what());
        require(direction);
        FileForeground foreground = foreground(direction, request);
        RunLease lease = retire.takeOver(run.id());
        taken.run();
        return run(foreground, lease, direction, request);
    }

    private int run(FileForeground foreground, RunLease lease, Direction direction, FileRequest request) {
        return foreground.run(lease, work -> retire.run(lease, direction, request, work));
    }

    /** So that a run that could only wait, or fail, is refused and not begun. */
    private void require(Direction direction) {
        options.rate();
        OwnSite.require(application.site());
        try {
            retire.require(direction);
        } catch (MigrationException e) {
            if (e.code().nature() == Nature.OUTAGE) {
                throw e;
            }
            throw new DependencyDownException("the trash cannot be used, and nothing was begun: " + ErrorText.of(e)
                    + "; 'nfs2s3 doctor --probe' tries it");
        }
    }

    /** Says what {@link #start} would do, also where that would be refused. @return the exit code */
    int preview(Direction direction, FileRequest request) {
        retire.requireMount();
        if (direction != Direction.PUT_BACK && !application.settings().retire().enabled()) {
            err.println("retire: with --yes this is refused, because retire.enabled is false");
        }
        return foreground(direction, request).preview(work -> retire.preview(direction, request, work));
    }

    /** Says what {@link #start} would take. @return the exit code */
    int plan(Direction direction, FileRequest request) {
        String[] notes = request.throughCdn()
                ? new String[] {"each object is also read through every CDN host: as many bytes again for each of them"}
                : new String[0];
        return foreground(direction, request)
                .plan(
                        request,
                        work -> retire.forecast(direction, request, work),
                        application.settings().plan(),
                        notes);
    }

    /** Files a second. */
    private int rate() {
        int asked = options.rate();
        return asked > 0 ? asked : application.settings().retire().rate();
    }

    private FileForeground foreground(Direction direction, FileRequest request) {
        RetireSettings settings = application.settings().retire();
        boolean takes = direction != Direction.PUT_BACK;
        return new FileForeground(
                RunKind.RETIRE,
                application.retires().retires(),
                application.backfills().names(request.files()),
                direction.name(),
                new FileForeground.Limits(
                        rate(),
                        takes && direction != Direction.DIRECTORIES ? retire.most(request.most()) : request.most(),
                        takes ? settings.mostFailedProofs() : Long.MAX_VALUE),
                options.json(),
                out,
                err);
    }
}
