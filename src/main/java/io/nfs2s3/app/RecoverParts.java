package io.nfs2s3.app;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.RecoverFiles;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.recover.Recover;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.site.SiteRecovery;
import io.nfs2s3.source.NfsSource;
import java.time.Clock;

/** What a recovery is made of: the runs, the bucket, and the proof of originals. */
public final class RecoverParts {
    private final Settings settings;
    private final Connections connections;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final ControlPoller control;

    RecoverParts(Settings settings, Connections connections, MediaCatalog catalog, NfsSource source, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.catalog = catalog;
        this.source = source;
        this.control = connections.closing(new ControlPoller(() -> controls().read(), clock, "nfs2s3-recover-control"));
    }

    /** Runs of this process. */
    public Recover recover() {
        return new Recover(
                connections.jdbi(),
                runs(),
                catalog,
                new RecoverFiles(settings.siteUpdate(), settings.sweep().age()),
                connections.store().audit(),
                new OriginalProof(source),
                settings.source().vanishedAfter(),
                control,
                ProcessName.unique());
    }

    /** Has the site rest meanwhile. */
    public SiteRecovery site() {
        return connections.siteRecovery();
    }

    public Runs runs() {
        return connections.runs(RunKind.RECOVER);
    }

    public RunControls controls() {
        return new RunControls(connections.jdbi(), RunKind.RECOVER);
    }
}
