package io.nfs2s3.app;

import io.nfs2s3.catalog.CatalogRepair;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.VerifiedCopies;
import io.nfs2s3.database.Database;
import io.nfs2s3.lifecycle.verify.Repair;
import io.nfs2s3.lifecycle.verify.Verifier;
import io.nfs2s3.lifecycle.verify.Verify;
import io.nfs2s3.lifecycle.verify.Width;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.PartedRuns;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.NfsSource;
import java.time.Clock;

/** What a verify is made of: the runs, what compares, and what mends. */
public final class VerifyParts {
    private final Settings settings;
    private final Connections connections;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final Clock clock;
    private final ControlPoller control;

    VerifyParts(Settings settings, Connections connections, MediaCatalog catalog, NfsSource source, Clock clock) {
        this.settings = settings;
        this.connections = connections;
        this.catalog = catalog;
        this.source = source;
        this.clock = clock;
        this.control = connections.closing(
                new ControlPoller(new RunControls(connections.jdbi(), RunKind.VERIFY)::read, "nfs2s3-verify-control"));
    }

    /** Verifies of this process that keep a record. */
    public Verify verify() {
        return verify(Width.of(settings.database().poolSize(), connections.storeConnections()));
    }

    private Verify verify(Width width) {
        return new Verify(
                connections.jdbi(),
                runs(),
                new PartedRuns(connections.jdbi()),
                verifier(width),
                control,
                ProcessName.unique());
    }

    /** Compares database, NFS and S3. */
    public Verifier verifier() {
        return verifier(Width.of(settings.database().poolSize(), connections.storeConnections()));
    }

    private Verifier verifier(Width width) {
        return new Verifier(
                new RecordedCopies(connections.jdbi(), Database.jdbi(connections.patientPool())),
                new VerifiedCopies(connections.jdbi()),
                connections.store().audit(),
                source,
                settings.kinds(),
                width,
                clock);
    }

    /** Mends what a verify finds. */
    public Repair repair() {
        return new Repair(new CatalogRepair(connections.jdbi(), catalog), connections.backfill(), connections.site());
    }

    public Runs runs() {
        return new Runs(connections.jdbi(), RunKind.VERIFY);
    }
}
