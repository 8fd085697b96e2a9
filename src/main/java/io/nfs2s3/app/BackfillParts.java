package io.nfs2s3.app;

import io.nfs2s3.backfill.Backfill;
import io.nfs2s3.backfill.BackfillPlanner;
import io.nfs2s3.backfill.BackfillRuns;
import io.nfs2s3.backfill.ControlPoller;
import io.nfs2s3.backfill.ManifestFile;
import io.nfs2s3.backfill.ManifestSql;
import io.nfs2s3.backfill.NameSource;
import io.nfs2s3.catalog.SiteQuery;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.BackfillControls;
import io.nfs2s3.runs.BackfillRun;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.NfsSource;
import java.nio.file.Path;

/** What a backfill is made of: where the names come from, the runs, and what may hold them up. */
public final class BackfillParts {
    private final Settings settings;
    private final Connections connections;
    private final NfsSource source;
    private final ControlPoller control;

    BackfillParts(Settings settings, Connections connections, NfsSource source, ControlPoller control) {
        this.settings = settings;
        this.connections = connections;
        this.source = source;
        this.control = control;
    }

    /** Runs of this process. */
    public Backfill backfill() {
        return new Backfill(runs(), settings.kinds(), connections.backfill(), control, ProcessName.unique());
    }

    public BackfillRuns runs() {
        return new BackfillRuns(connections.jdbi());
    }

    public BackfillControls controls() {
        return new BackfillControls(connections.jdbi());
    }

    /** Whether the backfill may go on. */
    public ControlPoller control() {
        return control;
    }

    /** The backfill queue's depth, asked to see whether SQS is there. */
    public QueueDepth depth() {
        return connections.backfill().depth();
    }

    /**
     * The names of a run, from their beginning.
     *
     * @param what as in {@link BackfillRun}
     */
    public NameSource names(BackfillRun.Source from, String what) {
        return switch (from) {
            case SCAN -> scan(what);
            case MANIFEST -> manifest(what, false);
            case MANIFEST_NUL -> manifest(what, true);
            case QUERY ->
                new ManifestSql(
                        new SiteQuery(connections.jdbi(), what),
                        settings.source().root());
        };
    }

    private NameSource manifest(String what, boolean nul) {
        Path root = settings.source().root();
        return what.equals("-") ? ManifestFile.of(System.in, root, nul) : ManifestFile.of(Path.of(what), root, nul);
    }

    /** The names below the source root that begin with a prefix; empty for all. */
    public NameSource scan(String prefix) {
        DirectoryScan scan = new DirectoryScan(settings.source(), settings.scan());
        return each -> scan.walk(prefix, each);
    }

    public BackfillPlanner planner() {
        return new BackfillPlanner(
                settings.kinds(),
                source,
                settings.plan(),
                settings.s3().onePut(),
                settings.s3().partSize());
    }
}
