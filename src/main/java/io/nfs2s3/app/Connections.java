package io.nfs2s3.app;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.catalog.SiteStanding;
import io.nfs2s3.catalog.SiteTable;
import io.nfs2s3.catalog.SupersededObjects;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.SqsClients;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.runs.Runs;
import io.nfs2s3.settings.AwsSettings;
import io.nfs2s3.settings.Settings;
import io.nfs2s3.site.SiteGuard;
import io.nfs2s3.site.SiteRecovery;
import io.nfs2s3.storage.ObjectStore;
import io.nfs2s3.storage.StoreClient;
import io.nfs2s3.storage.StoreLoad;
import io.nfs2s3.worker.ObjectCleaner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * What the features share that is connected to something: PostgreSQL, SQS and S3. Nothing here calls out before it is
 * used. Closing it closes all that was handed to it, last first.
 */
final class Connections implements AutoCloseable {
    /** Of its pool, and of a process that has no other. */
    static final String NAME = "nfs2s3";

    private static final int S3_SLACK = 8;
    private static final Duration PATIENCE = Duration.ofDays(1);
    private final Settings settings;
    private final String session;
    private final Clock clock;
    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final WatchedCredentials queueCredentials;
    private final WatchedCredentials storeCredentials;
    private final Region queueRegion;
    private final Region storeRegion;
    private final SqsClient sender;
    private final MigrationQueue uploads;
    private final MigrationQueue backfill;
    private final SiteTable siteTable;
    private final SiteStanding standing;
    private final SiteGuard site;
    private final Notices notices;
    private final StoreLoad load = new StoreLoad();
    private @Nullable ObjectStore store;

    /** One that is named like its pool. */
    Connections(Settings settings, Clock clock) {
        this(settings, NAME, clock);
    }

    /** @param session what the DBA sees of the process, and the ledger keeps */
    Connections(Settings settings, String session, Clock clock) {
        this.settings = settings;
        this.session = session;
        this.clock = clock;
        // First what may be missing: nothing is open yet.
        AwsSettings ofQueues = settings.sqsAccess();
        AwsSettings ofStore = settings.s3Access();
        this.queueCredentials = new WatchedCredentials(ofQueues.credentials());
        this.storeCredentials =
                ofStore.hasKeysOf(ofQueues) ? queueCredentials : new WatchedCredentials(ofStore.credentials());
        this.queueRegion = ofQueues.sdkRegion();
        this.storeRegion = ofStore.region().equals(ofQueues.region()) ? queueRegion : ofStore.sdkRegion();
        this.notices = closing(new Notices(
                settings.notifications(),
                "s3://" + settings.s3().bucket() + "/" + settings.s3().prefix(),
                clock));
        this.pool = closing(Database.pool(settings.database(), NAME, session));
        this.jdbi = Database.jdbi(pool);
        this.sender = closing(SqsClients.sender(settings.sqs(), queueCredentials, queueRegion));
        SqsClient receiver = closing(SqsClients.receiver(settings.sqs(), queueCredentials, queueRegion));
        this.siteTable = new SiteTable(jdbi);
        this.standing = new SiteStanding(siteTable, System::nanoTime);
        SiteOwner owner = new SiteOwner(standing);
        this.uploads = new MigrationQueue(sender, receiver, settings.sqs().uploads(), owner);
        this.backfill = new MigrationQueue(sender, receiver, settings.sqs().backfill(), owner);
        this.site = new SiteGuard(siteTable, standing, () -> store().markers(), System::nanoTime);
    }

    /** What removes objects. */
    ObjectCleaner cleaner() {
        return new ObjectCleaner(new SupersededObjects(jdbi), store(), site, settings.kinds());
    }

    String siteId() {
        return standing.id();
    }

    /** Whether database, bucket and prefix go together. */
    SiteRecovery siteRecovery() {
        return new SiteRecovery(siteTable, site, () -> store().markers());
    }

    SiteGuard site() {
        return site;
    }

    /** Has it closed with these. */
    synchronized <T extends AutoCloseable> T closing(T part) {
        closeables.push(part);
        return part;
    }

    /** Who is told of runs and outages. */
    Notices notices() {
        return notices;
    }

    /** The runs of a kind; of those of this process others are told. */
    Runs runs(RunKind kind) {
        return new Runs(jdbi, kind, notices);
    }

    HikariDataSource pool() {
        return pool;
    }

    Jdbi jdbi() {
        return jdbi;
    }

    /** For statements that no request waits for, such as an index of millions of rows, or a count of them; closed with these. */
    HikariDataSource patientPool() {
        return closing(Database.pool(settings.database().withSocketTimeout(PATIENCE), "nfs2s3-patient", session, 0));
    }

    /** A pool beside the common one, closed with it. */
    Jdbi database(DatabaseSettings own, String name) {
        return Database.jdbi(closing(Database.pool(own, name)));
    }

    AwsCredentialsProvider queueCredentials() {
        return queueCredentials;
    }

    /** Those for the queues themselves, where the store has no keys of its own. */
    AwsCredentialsProvider storeCredentials() {
        return storeCredentials;
    }

    /** When the first of those expire that are in use; empty for never, or when none were needed yet. */
    Optional<Instant> credentialsExpireAt() {
        return Stream.of(queueCredentials, storeCredentials)
                .flatMap(used -> used.expireAt().stream())
                .min(Comparator.naturalOrder());
    }

    Region queueRegion() {
        return queueRegion;
    }

    Region storeRegion() {
        return storeRegion;
    }

    SqsClient sender() {
        return sender;
    }

    MigrationQueue uploads() {
        return uploads;
    }

    MigrationQueue backfill() {
        return backfill;
    }

    /** What the store's answers say of its load. */
    StoreLoad load() {
        return load;
    }

    /** How many calls to S3 there can be at once. */
    int storeConnections() {
        return settings.worker().filesInFlight() + S3_SLACK;
    }

    /** Made when it is first wanted: to set the client up takes longer than many a command that needs none. */
    synchronized ObjectStore store() {
        ObjectStore made = store;
        if (made == null) {
            StoreClient client = closing(
                    StoreClient.open(settings.s3(), storeCredentials, storeRegion, storeConnections(), load, clock));
            made = new ObjectStore(client, settings.s3(), standing::id);
            store = made;
        }
        return made;
    }

    /** @throws IllegalStateException when one of them did not close; the others are closed all the same */
    @Override
    public void close() {
        IllegalStateException failure = null;
        while (!closeables.isEmpty()) {
            try {
                closeables.pop().close();
            } catch (Exception e) { // whatever AutoCloseable may throw
                if (failure == null) {
                    failure = new IllegalStateException("a client did not close", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
