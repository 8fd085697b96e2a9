package io.nfs2s3.app;

import io.nfs2s3.catalog.RollbackFiles;
import io.nfs2s3.lifecycle.OriginalProof;
import io.nfs2s3.lifecycle.rollback.Rollback;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.NfsSource;
import java.time.Clock;

/** What a roll back is made of: the runs, the proof of originals, and where a list comes from. */
public final class RollbackParts {
    private final Settings settings;
    private final Connections connections;
    private final NfsSource source;
    private final ControlPoller control;

    RollbackParts(Settings settings, Connections connections, NfsSource source, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.source = source;
        this.control =
                connections.closing(new ControlPoller(() -> controls().read(), clock, "nfs2s3-rollback-control"));
    }

    /** Runs of this process. */
    public Rollback rollback() {
        return new Rollback(
                connections.jdbi(),
                runs(),
                new RollbackFiles(settings.siteUpdate()),
                new OriginalProof(source),
                settings.kinds(),
                connections.backfill(),
                control,
                ProcessName.unique());
    }

    public Runs runs() {
        return connections.runs(RunKind.ROLLBACK);
    }

    public RunControls controls() {
        return new RunControls(connections.jdbi(), RunKind.ROLLBACK);
    }

    /** The backfill queue's depth, asked to see whether SQS is there. */
    public QueueDepth depth() {
        return connections.backfill().depth();
    }
}
