package io.nfs2s3.app;

import io.nfs2s3.catalog.Ledger;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.SqlHook;
import io.nfs2s3.control.Control;
import io.nfs2s3.control.ControlActs;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.Schema;
import io.nfs2s3.doctor.Doctor;
import io.nfs2s3.origin.OriginServer;
import io.nfs2s3.origin.OriginSettings;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.outbox.OutboxDrainer;
import io.nfs2s3.progress.Counters;
import io.nfs2s3.progress.History;
import io.nfs2s3.progress.ProgressReporter;
import io.nfs2s3.progress.ReaderRole;
import io.nfs2s3.progress.Tally;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.resolve.SqlUrls;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.settings.SettingsException;
import io.nfs2s3.site.OwnSite;
import io.nfs2s3.site.SiteGuard;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.spool.SpoolReplay;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.ObjectCleaner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Wires the features together by hand. Nothing here calls out: pools and clients connect when they are first used.
 * Closing it closes all that it made, last made first.
 */
public final class Application implements AutoCloseable {
    /** How long a person at a command line would rather wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Settings settings;
    private final Clock clock = Clock.systemUTC();
    private final Connections connections;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final BackfillParts backfills;
    private final RecoverParts recoveries;
    private final RollbackParts rollbacks;
    private final RetireParts retires;
    private final VerifyParts verifies;
    private final ProgressParts progress;
    private final SiteParts site;
    private final MigrationParts migration;

    public Application(Settings settings) {
        this(settings, Connections.NAME);
    }

    /** @param session what the DBA sees of this process, and the ledger keeps: {@code nfs2s3 daemon@web1} */
    public Application(Settings settings, String session) {
        this.settings = settings;
        this.connections = new Connections(settings, session, clock);
        this.catalog = new MediaCatalog(connections.jdbi(), settings.kinds(), settings.siteUpdate());
        this.source = connections.closing(new NfsSource(settings.source(), settings.names()));
        this.backfills = new BackfillParts(settings, connections, source, clock);
        this.recoveries = new RecoverParts(settings, connections, catalog, source, clock);
        this.rollbacks = new RollbackParts(settings, connections, source, clock);
        this.retires = new RetireParts(settings, connections, catalog, source, clock);
        this.verifies = new VerifyParts(settings, connections, catalog, source, clock);
        this.progress = new ProgressParts(connections, backfills, verifies);
        this.site = new SiteParts(settings, connections, clock);
        this.migration = new MigrationParts(settings, connections, catalog, source, backfills, clock);
    }

    public Settings settings() {
        return settings;
    }

    public Clock clock() {
        return clock;
    }

    /** The present by the clock of the database, standing still: to compare with moments that it keeps. */
    public Clock databaseClock() {
        return Clock.fixed(Database.now(connections.jdbi()), ZoneOffset.UTC);
    }

    /** Who is told of runs and outages. */
    Notices notices() {
        return connections.notices();
    }

    public MediaCatalog catalog() {
        return catalog;
    }

    public BackfillParts backfills() {
        return backfills;
    }

    public RecoverParts recoveries() {
        return recoveries;
    }

    /** Originals taken away, and brought back. */
    public RetireParts retires() {
        return retires;
    }

    public RollbackParts rollbacks() {
        return rollbacks;
    }

    public VerifyParts verifies() {
        return verifies;
    }

    public RunParts runs() {
        return new RunParts(connections);
    }

    /** Failed files, dead letters, lost messages. */
    public RetryParts retries() {
        return new RetryParts(settings, connections, catalog);
    }

    /** Made anew each time: one for a command. */
    public AdoptParts adoptions() {
        return new AdoptParts(settings, connections, catalog, source, clock);
    }

    public Outbox outbox() {
        return new Outbox(connections.jdbi());
    }

    public OutboxDrainer drainer() {
        return new OutboxDrainer(connections.jdbi(), connections.uploads());
    }

    /** Replays this host's spool file, if there is to be one. */
    public Optional<SpoolReplay> spoolReplay() {
        return settings.upload()
                .spool()
                .map(file -> new SpoolReplay(file, catalog, outbox(), connections.uploads(), clock));
    }

    public Ledger ledger() {
        return new Ledger(connections.jdbi());
    }

    /** To count and drop months of it, which may take its time. */
    public Ledger patientLedger() {
        return new Ledger(Database.jdbi(connections.patientPool()));
    }

    /** The counters of files by kind and state. */
    public Counters counters() {
        return new Counters(connections.jdbi());
    }

    /** To count all files, which may take its time. */
    public Counters patientCounters() {
        return new Counters(Database.jdbi(connections.patientPool()));
    }

    /** To sum up the history, which may take its time. */
    public History patientHistory() {
        return new History(Database.jdbi(connections.patientPool()));
    }

    public ReaderRole readerRole() {
        return new ReaderRole(connections.jdbi());
    }

    /** What operators do over HTTP; the caller closes it, before this. */
    public Control control() {
        return new Control(connections.jdbi(), retries().failedRetry(), () -> OwnSite.require(connections.site()));
    }

    /** What operators did over HTTP. */
    public ControlActs controlActs() {
        return new ControlActs(connections.jdbi());
    }

    public ObjectCleaner cleaner() {
        return connections.cleaner();
    }

    /** The id of the site, as the database has it. */
    public String siteId() {
        return connections.siteId();
    }

    /** Whether database, bucket and prefix go together. */
    public SiteGuard site() {
        return connections.site();
    }

    /** A resolver with a memory of its own. */
    public MediaUrlResolver resolver() {
        return site.resolver(catalog, settings.resolve());
    }

    /** One that has rather an error than a guess, for a person at a command line. */
    public MediaUrlResolver failingResolver() {
        return site.resolver(catalog, settings.resolve().failing());
    }

    /** A server of the files themselves, not started; the caller closes it, before this. */
    public OriginServer origin(OriginSettings origin) {
        return site.origin(origin, source);
    }

    public Schema schema() {
        return new Schema(connections.pool());
    }

    /** To bring it up to date: a migration may take its time. */
    public Schema newSchema() {
        return new Schema(connections.patientPool());
    }

    /** What the SQL function {@code nfs2s3.enqueue_upload} knows of the settings. */
    public SqlHook sqlHook() {
        return new SqlHook(connections.jdbi(), settings.kinds(), settings.siteUpdate());
    }

    /** What the SQL function {@code nfs2s3.media_url} knows of the settings. */
    public SqlUrls sqlUrls() {
        return new SqlUrls(connections.jdbi(), settings.resolve());
    }

    public Doctor doctor() {
        return new DoctorParts(settings, connections, catalog, source, clock).doctor(schema(), sqlHook(), sqlUrls());
    }

    /** How far all is, for those who look on: the queues are unknown while SQS does not answer. */
    public ProgressReporter progress() {
        return progress.reporter(spoolReplay(), ProgressParts.HURRY);
    }

    /** What the dashboard and the metrics are made of. */
    public ProgressParts figures() {
        return progress;
    }

    /** When the credentials for AWS expire that are in use; empty for never, or when none were needed yet. */
    public Optional<Instant> credentialsExpireAt() {
        return connections.credentialsExpireAt();
    }

    /** The same for a person at a command line, who would rather wait for SQS. */
    public ProgressReporter patientProgress() {
        return progress.reporter(spoolReplay(), PATIENCE);
    }

    /** Writes the history of a process. */
    public HistoryWriter historyWriter(Tally tally) {
        return progress.historyWriter(tally);
    }

    /** The same, once a minute until it is closed; the caller closes it, before this. */
    public HistoryClock historyOf(MigrationWorker worker) {
        return new HistoryClock(historyWriter(worker.tally()));
    }

    /** A hook with connections of its own, as a site has it; the caller closes it. */
    public UploadHook hook() {
        return site.hook(settings.upload());
    }

    /** A hook for a person at a command line, who would rather wait than see an upload take the outbox. */
    public UploadHook patientHook() {
        return site.hook(settings.upload().withBudget(PATIENCE));
    }

    /** What a worker here has less of than the settings say, for want of memory; empty when it has all of it. */
    public Optional<String> workerNote() {
        return migration.note();
    }

    /**
     * A worker; the caller closes it, before this.
     *
     * @throws SettingsException when the heap is too small for one
     */
    public MigrationWorker worker() {
        return migration.worker();
    }

    @Override
    public void close() {
        connections.close();
    }
}
