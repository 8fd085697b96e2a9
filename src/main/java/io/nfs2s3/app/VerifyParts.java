package io.nfs2s3.app;

import io.nfs2s3.catalog.CatalogRepair;
import io.nfs2s3.catalog.FileRecords;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.catalog.VerifiedCopies;
import io.nfs2s3.database.Database;
import io.nfs2s3.lifecycle.verify.FileLook;
import io.nfs2s3.lifecycle.verify.Repair;
import io.nfs2s3.lifecycle.verify.ScheduledVerify;
import io.nfs2s3.lifecycle.verify.Verifier;
import io.nfs2s3.lifecycle.verify.Verify;
import io.nfs2s3.lifecycle.verify.VerifyHistory;
import io.nfs2s3.lifecycle.verify.Width;
import io.nfs2s3.progress.ProgressReport.VerifyCounts;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.runs.ControlPoller;
import io.nfs2s3.runs.PartedRuns;
import io.nfs2s3.runs.Run;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.NfsSource;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What a verify is made of: the runs, what compares, and what mends. */
public final class VerifyParts {
    /** A daemon has other things to do: two LISTs and four looks at once, or half of what the pools give. */
    private static final Width BESIDE_A_WORKER = new Width(2, 1, 4);

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
        this.control = connections.closing(new ControlPoller(
                new RunControls(connections.jdbi(), RunKind.VERIFY)::read, clock, "nfs2s3-verify-control"));
    }

    /** Verifies of this process that keep a record. */
    public Verify verify() {
        return verify(width());
    }

    /** What goes on with a run as wide as it began. */
    public Verify verify(Run run) {
        return Verify.isScheduled(run) ? besideAWorker() : verify();
    }

    private Verify besideAWorker() {
        return verify(width().halfUpTo(BESIDE_A_WORKER));
    }

    private Width width() {
        return Width.of(settings.database().poolSize(), connections.storeConnections());
    }

    private Verify verify(Width width) {
        return new Verify(
                connections.jdbi(),
                runs(),
                new PartedRuns(connections.jdbi()),
                verifier(width),
                control,
                ProcessName::unique);
    }

    /** A sample by the schedule of the daemons. */
    public ScheduledVerify scheduledSample(BooleanSupplier goesOn, Consumer<String> waits) {
        return ScheduledVerify.sample(besideAWorker(), settings.verify(), goesOn, waits);
    }

    /** A verify of all files by the schedule of the daemons. */
    public ScheduledVerify scheduledWhole(BooleanSupplier goesOn, Consumer<String> waits) {
        return ScheduledVerify.whole(besideAWorker(), settings.verify(), goesOn, waits);
    }

    /** What the last ones found. */
    List<VerifyCounts> counts() {
        return new VerifyHistory(runs(), new PartedRuns(connections.jdbi()))
                .last().stream()
                        .map(last -> new VerifyCounts(
                                last.name(), last.run(), last.finishedAt().toString(), last.verdicts()))
                        .toList();
    }

    /** Compares database, NFS and S3. */
    public Verifier verifier() {
        return verifier(width());
    }

    private Verifier verifier(Width width) {
        return new Verifier(
                new RecordedCopies(connections.jdbi(), Database.jdbi(connections.patientPool())),
                new VerifiedCopies(connections.jdbi()),
                connections.store().audit(),
                source,
                new DirectoryScan(settings.source(), settings.scan(), settings.names()),
                settings.kinds(),
                width,
                clock);
    }

    /** What the rows of single files say. */
    public FileRecords records() {
        return new FileRecords(connections.jdbi());
    }

    /** Looks at single files. */
    public FileLook look() {
        return new FileLook(connections.store().audit(), source, clock);
    }

    /** Mends what a verify finds. */
    public Repair repair() {
        return new Repair(new CatalogRepair(connections.jdbi(), catalog), connections.backfill(), connections.site());
    }

    public Runs runs() {
        return connections.runs(RunKind.VERIFY);
    }
}
