package io.nfs2s3.app;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.backfill.Backfill;
import io.nfs2s3.backfill.BackfillPlanner;
import io.nfs2s3.backfill.ControlWatch;
import io.nfs2s3.backfill.FailedRetry;
import io.nfs2s3.backfill.ManifestFile;
import io.nfs2s3.backfill.ManifestSql;
import io.nfs2s3.backfill.NameSource;
import io.nfs2s3.backfill.Sweeper;
import io.nfs2s3.catalog.BackfillControls;
import io.nfs2s3.catalog.BackfillRun;
import io.nfs2s3.catalog.BackfillRuns;
import io.nfs2s3.catalog.Database;
import io.nfs2s3.catalog.DatabaseSettings;
import io.nfs2s3.catalog.FailedFiles;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.SiteQuery;
import io.nfs2s3.catalog.SqlHook;
import io.nfs2s3.catalog.SupersededObjects;
import io.nfs2s3.origin.OriginServer;
import io.nfs2s3.origin.OriginSettings;
import io.nfs2s3.outbox.Outbox;
import io.nfs2s3.outbox.OutboxDrainer;
import io.nfs2s3.progress.ProgressReporter;
import io.nfs2s3.queue.DeadLetters;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueDepth;
import io.nfs2s3.queue.QueueSetup;
import io.nfs2s3.queue.SqsClients;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.resolve.ResolveSettings;
import io.nfs2s3.resolve.SqlUrls;
import io.nfs2s3.source.DirectoryScan;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.ObjectReader;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.StoreClient;
import io.nfs2s3.storage.StoreLoad;
import io.nfs2s3.upload.SpoolReplay;
import io.nfs2s3.upload.UploadHook;
import io.nfs2s3.upload.UploadHookBuilder;
import io.nfs2s3.upload.UploadSettings;
import io.nfs2s3.worker.MigrationWorker;
import io.nfs2s3.worker.ObjectCleaner;
import io.nfs2s3.worker.WorkerParts;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Wires the features together by hand. Nothing here calls out: pools and clients connect when they are first used.
 * Closing it closes all that it made, last made first.
 */
public final class Application implements AutoCloseable {
    private static final int S3_SLACK = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A client of the origin waits meanwhile. */
    private static final Duration LOOKUP_PATIENCE = Duration.ofSeconds(2);

    private final Settings settings;
    private final Clock clock;
    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final AwsCredentialsProvider credentials;
    private final Region region;
    private final SqsClient sender;
    private final MigrationQueue uploads;
    private final MigrationQueue backfill;
    private final MediaCatalog catalog;
    private final NfsSource source;
    private final StoreLoad load = new StoreLoad();
    private final ControlWatch backfillControl;
    private @Nullable ObjectStore store;

    public Application(Settings settings) {
        this.settings = settings;
        this.clock = Clock.systemUTC();
        this.pool = closing(Database.pool(settings.database(), "nfs2s3"));
        this.jdbi = Database.jdbi(pool);
        this.credentials = settings.aws().credentials();
        this.region = settings.aws().sdkRegion();
        this.sender = closing(SqsClients.sender(settings.sqs(), credentials, region));
        SqsClient receiver = closing(SqsClients.receiver(settings.sqs(), credentials, region));
        this.uploads = new MigrationQueue(sender, receiver, settings.sqs().uploads());
        this.backfill = new MigrationQueue(sender, receiver, settings.sqs().backfill());
        this.catalog = new MediaCatalog(jdbi, settings.kinds(), settings.siteUpdate());
        this.source = closing(new NfsSource(settings.source()));
        this.backfillControl = closing(new ControlWatch(backfillControls()::read, settings.backfill(), clock));
    }

    private synchronized <T extends AutoCloseable> T closing(T part) {
        closeables.push(part);
        return part;
    }

    /** Made when it is first wanted: to set the client up takes longer than many a command that needs none. */
    private synchronized ObjectStore store() {
        ObjectStore made = store;
        if (made == null) {
            StoreClient client = closing(StoreClient.open(
                    settings.s3(), credentials, region, settings.worker().filesInFlight() + S3_SLACK, load, clock));
            made = new ObjectStore(client, settings.s3());
            store = made;
        }
        return made;
    }

    public Settings settings() {
        return settings;
    }

    public Clock clock() {
        return clock;
    }

    public MediaCatalog catalog() {
        return catalog;
    }

    public Outbox outbox() {
        return new Outbox(jdbi);
    }

    public OutboxDrainer drainer() {
        return new OutboxDrainer(jdbi, uploads);
    }

    /** Replays this host's spool file, if there is to be one. */
    public Optional<SpoolReplay> spoolReplay() {
        return settings.upload().spool().map(file -> new SpoolReplay(file, catalog, outbox(), uploads, clock));
    }

    public Sweeper sweeper() {
        return new Sweeper(catalog, backfill);
    }

    public FailedFiles failedFiles() {
        return new FailedFiles(jdbi);
    }

    public FailedRetry failedRetry() {
        return new FailedRetry(
                failedFiles(), catalog, backfill, settings.sweep().age());
    }

    /** Runs of the backfill by this process. */
    public Backfill backfill() {
        return new Backfill(backfillRuns(), settings.kinds(), backfill, backfillControl, processName());
    }

    public BackfillRuns backfillRuns() {
        return new BackfillRuns(jdbi);
    }

    public BackfillControls backfillControls() {
        return new BackfillControls(jdbi);
    }

    /** Whether the backfill may go on. */
    public ControlWatch backfillControl() {
        return backfillControl;
    }

    /** A name of this process that no other has: host, process id, and a number, separated by slashes. */
    public String processName() {
        return WorkerName.unique();
    }

    /**
     * The names of a run, from their beginning.
     *
     * @param what as in {@link BackfillRun}
     */
    public NameSource names(BackfillRun.Source source, String what) {
        return switch (source) {
            case SCAN -> scan(what);
            case MANIFEST -> manifest(what, false);
            case MANIFEST_NUL -> manifest(what, true);
            case QUERY -> manifestSql(what);
        };
    }

    private NameSource manifest(String what, boolean nul) {
        Path root = settings.source().root();
        return what.equals("-") ? ManifestFile.of(System.in, root, nul) : ManifestFile.of(Path.of(what), root, nul);
    }

    /** The backfill queue's depth, asked to see whether SQS is there. */
    public QueueDepth backfillDepth() {
        return backfill.depth();
    }

    /** The dead letters of the live queue. */
    public DeadLetters deadUploads() {
        return new DeadLetters(uploads, settings.kinds());
    }

    /** The dead letters of the backfill queue. */
    public DeadLetters deadBackfill() {
        return new DeadLetters(backfill, settings.kinds());
    }

    /** The names below the source root that begin with a prefix; empty for all. */
    public NameSource scan(String prefix) {
        DirectoryScan scan = new DirectoryScan(settings.source(), settings.scan());
        return each -> scan.walk(prefix, each);
    }

    /** The paths that a SELECT on the site's database gives. */
    public NameSource manifestSql(String select) {
        return new ManifestSql(new SiteQuery(jdbi, select), settings.source().root());
    }

    public BackfillPlanner planner() {
        return new BackfillPlanner(
                settings.kinds(),
                source,
                settings.plan(),
                settings.s3().onePut(),
                settings.s3().partSize());
    }

    public ObjectCleaner cleaner() {
        return new ObjectCleaner(new SupersededObjects(jdbi), store());
    }

    /** A resolver with a memory of its own. */
    public MediaUrlResolver resolver() {
        return resolver(settings.resolve());
    }

    /** One that has rather an error than a guess, for a person at a command line. */
    public MediaUrlResolver failingResolver() {
        return resolver(settings.resolve().failing());
    }

    private MediaUrlResolver resolver(ResolveSettings resolve) {
        return closing(new MediaUrlResolver(catalog, jdbi, resolve, clock));
    }

    /** A server of the files themselves, not started; the caller closes it, before this. */
    public OriginServer origin(OriginSettings origin) {
        DatabaseSettings own = settings.database();
        HikariDataSource lookups = closing(Database.pool(
                new DatabaseSettings(
                        own.url(), own.user(), own.password(), own.poolSize(), LOOKUP_PATIENCE, LOOKUP_PATIENCE),
                "nfs2s3-origin"));
        Jdbi asked = Database.jdbi(lookups);
        MediaUrlResolver resolver = closing(new MediaUrlResolver(
                new MediaCatalog(asked, settings.kinds(), settings.siteUpdate()),
                asked,
                settings.resolve().unsigned(),
                clock));
        ObjectReader reader = closing(ObjectReader.open(
                settings.s3(),
                settings.aws().credentials(),
                settings.aws().sdkRegion(),
                origin.maxConnections(),
                origin.s3Timeout(),
                origin.writeTimeout().multipliedBy(2)));
        return new OriginServer(
                origin, settings.kinds(), settings.s3().prefix(), resolver, source, reader, new ContentTypes());
    }

    public Schema schema() {
        return new Schema(pool);
    }

    /** What the SQL function {@code nfs2s3.enqueue_upload} knows of the settings. */
    public SqlHook sqlHook() {
        return new SqlHook(jdbi, settings.kinds(), settings.siteUpdate());
    }

    /** What the SQL function {@code nfs2s3.media_url} knows of the settings. */
    public SqlUrls sqlUrls() {
        return new SqlUrls(jdbi, settings.resolve());
    }

    public Doctor doctor() {
        return new Doctor(settings, schema(), sqlHook(), sqlUrls(), catalog, source, store(), queueSetup());
    }

    public ProgressReporter progress() {
        Optional<SpoolReplay> spool = spoolReplay();
        return new ProgressReporter(
                jdbi,
                new QueueCounter(uploads, backfill),
                () -> spool.map(SpoolReplay::waitingBytes).orElse(0L));
    }

    private QueueSetup queueSetup() {
        return new QueueSetup(sender, settings.sqs());
    }

    /** A hook with connections of its own, as a site has it; the caller closes it. */
    public UploadHook hook() {
        return hook(settings.upload());
    }

    /** A hook for a person at a command line, who would rather wait than see an upload take the outbox. */
    public UploadHook patientHook() {
        return hook(settings.upload().withBudget(PATIENCE));
    }

    private UploadHook hook(UploadSettings upload) {
        UploadHookBuilder builder = UploadHookBuilder.create()
                .database(
                        settings.database().url(),
                        settings.database().user(),
                        settings.database().password())
                .credentials(settings.aws().credentials())
                .region(settings.aws().sdkRegion().id())
                .uploadsQueue(settings.sqs().uploads())
                .siteUpdate(settings.siteUpdate())
                .settings(upload);
        settings.sqs().endpoint().ifPresent(builder::sqsEndpoint);
        settings.kinds().all().forEach(kind -> builder.kind(kind.name(), kind.prefix(), kind.migrated()));
        return builder.open();
    }

    /** A worker; the caller closes it, before this. */
    public MigrationWorker worker() {
        WorkerParts parts = new WorkerParts(
                uploads,
                backfill,
                catalog,
                source,
                store(),
                load,
                new ContentTypes(),
                cleaner(),
                settings.sqs().visibilityTimeout(),
                settings.sqs().longPoll(),
                settings.source().vanishedAfter(),
                backfillControl::isOpen,
                clock);
        return new MigrationWorker(parts, settings.worker(), WorkerName.unique());
    }

    @Override
    public void close() {
        while (!closeables.isEmpty()) {
            try {
                closeables.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("a client did not close", e);
            }
        }
    }
}
