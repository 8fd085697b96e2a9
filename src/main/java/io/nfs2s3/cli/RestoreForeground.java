package io.nfs2s3.cli;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.lifecycle.FileRequest;
import io.nfs2s3.lifecycle.FileSelection;
import io.nfs2s3.lifecycle.restore.Restore;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.RunLease;
import io.nfs2s3.site.OwnSite;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;

/** Writes originals anew in the foreground. */
final class RestoreForeground {
    private final Application application;
    private final Restore restore;
    private final RunOptions options;
    private final PrintWriter out;
    private final PrintWriter err;

    RestoreForeground(Application application, RunOptions options, PrintWriter out, PrintWriter err) {
        this.application = application;
        this.restore = application.retires().restore();
        this.options = options;
        this.out = out;
        this.err = err;
    }

    private FileForeground foreground(FileRequest request) {
        return new FileForeground(
                RunKind.RESTORE,
                application.retires().restores(),
                application.backfills().names(request.files()),
                "S3",
                new FileForeground.Limits(options.rate(), Long.MAX_VALUE, Long.MAX_VALUE),
                options.json(),
                out,
                err);
    }

    /** @return the exit code */
    int start(FileSelection files) {
        require();
        FileRequest request = new FileRequest(files, Long.MAX_VALUE, false);
        return run(restore.start(request, options.rate()), request);
    }

    /**
     * Goes on with a run.
     *
     * @param taken called when the run is this process's, before anything is done
     * @return the exit code
     */
    int resume(Run run, Runnable taken) {
        require();
        RunLease lease = restore.takeOver(run.id());
        taken.run();
        return run(lease, FileRequest.parse(run.what()));
    }

    private int run(RunLease lease, FileRequest request) {
        return foreground(request).run(lease, work -> restore.run(lease, request.files(), work, this::notSet));
    }

    private void notSet(MediaPath path, List<String> what) {
        out.println(
                options.json()
                        ? ReportJson.write(Map.of("event", "notSet", "path", path.value(), "what", what))
                        : "restored " + path + ", without its " + String.join(", ", what));
    }

    private void require() {
        options.rate();
        OwnSite.require(application.site());
        restore.requireMount();
    }

    /** Says what {@link #start} would take. @return the exit code */
    int plan(FileSelection files) {
        FileRequest request = new FileRequest(files, Long.MAX_VALUE, false);
        return foreground(request)
                .plan(
                        request,
                        work -> restore.forecast(files, work),
                        application.settings().plan(),
                        "of MIGRATED files only a look at the mount tells which originals are missing");
    }

    /** Says what {@link #start} would do. @return the exit code */
    int preview(FileSelection files) {
        restore.requireMount();
        return foreground(FileRequest.of(files)).preview(work -> restore.preview(files, work));
    }
}
