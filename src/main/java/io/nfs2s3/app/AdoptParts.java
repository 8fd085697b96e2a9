package io.nfs2s3.app;

import io.nfs2s3.catalog.AdoptFiles;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.lifecycle.adopt.Adoption;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.NfsSource;
import java.time.Clock;

/** What an adoption is made of. */
public final class AdoptParts {
    private final Settings settings;
    private final Connections connections;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final ControlPoller control;

    AdoptParts(Settings settings, Connections connections, MediaCatalog catalog, NfsSource source, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.catalog = catalog;
        this.source = source;
        this.control = connections.closing(new ControlPoller(
                new RunControls(connections.jdbi(), RunKind.ADOPT)::read, clock, "nfs2s3-adopt-control"));
    }

    /** Runs of this process. */
    public Adoption adoption() {
        return new Adoption(
                connections.jdbi(),
                runs(),
                new AdoptFiles(catalog),
                source,
                connections.store(),
                settings.kinds(),
                settings.names(),
                connections.site(),
                control,
                ProcessName.unique());
    }

    public Runs runs() {
        return connections.runs(RunKind.ADOPT);
    }
}
