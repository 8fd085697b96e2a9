package io.nfs2s3.upload;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.aws.AwsDefaults;
import io.nfs2s3.aws.RegionName;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.media.Problems;
import io.nfs2s3.progress.HookHeartbeats;
import io.nfs2s3.queue.LazySqsClient;
import io.nfs2s3.queue.MigrationQueue;
import io.nfs2s3.queue.QueueName;
import io.nfs2s3.queue.SqsClients;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.upload.spool.Spool;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * Opens an {@link UploadHook}. The database, the queue of uploads and at least one kind are required; the rest has the
 * defaults of the settings file. The daemon must share: queue name, kinds, names, {@code catalog.siteUpdate}.
 */
public final class UploadHookBuilder {
    /** The shortest time that the connection pool can wait. */
    private static final Duration SHORTEST = Duration.ofMillis(250);

    private static final Logger log = LoggerFactory.getLogger(UploadHookBuilder.class);

    private final List<MediaKind> kinds = new ArrayList<>();
    private String url = "";
    private String user = "";
    private String password = "";
    private String uploadsQueue = "";
    private String siteUpdate = "";
    private NameRules rules = NameRules.DEFAULTS;
    private UploadSettings settings = UploadSettings.DEFAULTS;
    private @Nullable Duration budget;
    private @Nullable Path spool;
    private @Nullable URI sqsEndpoint;
    private String region = "";
    private @Nullable AwsCredentialsProvider credentials;

    private UploadHookBuilder() {}

    public static UploadHookBuilder create() {
        return new UploadHookBuilder();
    }

    /** The PostgreSQL database that has the schema {@code nfs2s3}. */
    public UploadHookBuilder database(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
        return this;
    }

    /** A kind of media; repeat for each. See {@link MediaKind} for what is legal. */
    public UploadHookBuilder kind(String name, String prefix, boolean migrated) {
        return kind(new MediaKind(name, prefix, migrated));
    }

    /** The same of a kind that the settings have. */
    public UploadHookBuilder kind(MediaKind kind) {
        kinds.add(kind);
        return this;
    }

    /**
     * Names that are no media, which the hook refuses: the settings {@code source.skip} and {@code source.sentinel}, and
     * names that start with a dot. Default: {@link NameRules#DEFAULTS}.
     */
    public UploadHookBuilder names(NameRules rules) {
        this.rules = rules;
        return this;
    }

    /** Required: the setting {@code sqs.uploads} of the daemon, as {@code nfs2s3 settings --key sqs.uploads} prints it. */
    public UploadHookBuilder uploadsQueue(String name) {
        this.uploadsQueue = name;
        return this;
    }

    /**
     * Default, also for an empty name: what the AWS default chain finds (environment, profile, instance), when the first
     * upload asks for it. While it finds none, uploads take the outbox, and the log says why.
     */
    public UploadHookBuilder region(String name) {
        this.region = name;
        return this;
    }

    /** Default: the AWS default chain. */
    public UploadHookBuilder credentials(AwsCredentialsProvider provider) {
        this.credentials = provider;
        return this;
    }

    /** Another endpoint than AWS, for tests. */
    public UploadHookBuilder sqsEndpoint(URI endpoint) {
        this.sqsEndpoint = endpoint;
        return this;
    }

    /** The setting {@code catalog.siteUpdate}: run when a re-upload sets a pointer back to NFS. */
    public UploadHookBuilder siteUpdate(String sql) {
        this.siteUpdate = sql;
        return this;
    }

    /**
     * A file on this host's own disk for uploads that neither SQS nor the database can take; the daemon of this host must
     * have the same setting {@code upload.spool}. Default: none.
     *
     * @param file absolute; its directory must be writable
     */
    public UploadHookBuilder spool(Path file) {
        this.spool = file;
        return this;
    }

    /** How long one call may take, with everything, 200 ms to 60 s. Default: 800 ms. */
    public UploadHookBuilder budget(Duration budget) {
        this.budget = budget;
        return this;
    }

    /** Everything at once: budget, breakers, pool size, spool. */
    public UploadHookBuilder settings(UploadSettings settings) {
        this.settings = settings;
        this.budget = null;
        return this;
    }

    /**
     * Opens the hook. It waits for nothing: a site starts also while SQS or the database is down.
     *
     * @throws IllegalArgumentException when settings are wrong; the message has a line for each, as far as they can be told
     *     before anything is opened
     */
    public UploadHook open() {
        check();
        UploadSettings settings = uploadSettings();
        MediaKinds mediaKinds = new MediaKinds(kinds);
        Optional<Spool> lastWay = settings.spool().map(UploadHookBuilder::spoolOf);
        lastWay.ifPresent(UploadHookBuilder::warnIfUnwritable);
        Region named = region.isEmpty() ? null : Region.of(region);
        LazySqsClient sqs = SqsClients.hurried(
                Optional.ofNullable(sqsEndpoint),
                credentials == null ? AwsDefaults.credentials() : credentials,
                named == null ? AwsDefaults::region : () -> named,
                settings.budget(),
                settings.budget().plus(settings.lastResort()));
        try {
            // Made ahead, so that the first upload need not wait for it; and first of all, since it may be refused.
            if (named != null) {
                sqs.get();
            }
            return open(settings, database(settings), new Opened(mediaKinds, sqs, lastWay));
        } catch (RuntimeException e) {
            sqs.close();
            throw e;
        }
    }

    private void check() {
        new Problems()
                .addFrom(() -> new MediaKinds(kinds))
                .addFrom(() -> database(UploadSettings.DEFAULTS))
                .addFrom(this::uploadSettings)
                .addFrom(this::checkSpool)
                .addFrom(() -> QueueName.check("uploadsQueue", uploadsQueue))
                .addFrom(() -> RegionName.check("region", region))
                .addFrom(this::checkEndpoint)
                .throwIfAny();
    }

    private UploadSettings uploadSettings() {
        return new UploadSettings(
                budget == null ? settings.budget() : budget,
                settings.lastResort(),
                settings.retrySqsAfter(),
                settings.retryDatabaseAfter(),
                settings.poolSize(),
                Optional.ofNullable(spool).or(settings::spool));
    }

    /** Of a path that can be one. */
    private void checkSpool() {
        Optional.ofNullable(spool)
                .or(settings::spool)
                .filter(file -> file.isAbsolute() && file.getParent() != null)
                .map(UploadHookBuilder::spoolOf)
                .flatMap(Spool::problem)
                .ifPresent(problem -> {
                    throw new IllegalArgumentException("upload.spool: " + problem);
                });
    }

    private static Spool spoolOf(Path file) {
        return new Spool(file, Clock.systemUTC());
    }

    /** No error: the site must start also while its disk is read-only, and the hook has better ways. */
    private static void warnIfUnwritable(Spool spool) {
        spool.unwritable()
                .ifPresent(reason ->
                        log.warn("the spool could take no upload now file={} reason=\"{}\"", spool.file(), reason));
    }

    private void checkEndpoint() {
        URI endpoint = sqsEndpoint;
        if (endpoint != null
                && (endpoint.getHost() == null
                        || !("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme())))) {
            throw new IllegalArgumentException(
                    "sqsEndpoint = \"" + endpoint + "\" must be a URL such as http://localhost:9324");
        }
    }

    private DatabaseSettings database(UploadSettings settings) {
        // Before the registration is given up, so that the error is there that says why there is no connection.
        Duration connect = settings.budget().multipliedBy(5).dividedBy(16);
        // A call that was given up ends soon after, and frees its thread and its connection.
        Duration read = settings.budget().plus(settings.lastResort().dividedBy(2));
        return new DatabaseSettings(
                url, user, password, settings.poolSize(), connect.compareTo(SHORTEST) < 0 ? SHORTEST : connect, read);
    }

    /** What is there before the pool. */
    private record Opened(MediaKinds kinds, LazySqsClient sqs, Optional<Spool> spool) {}

    private UploadHook open(UploadSettings settings, DatabaseSettings database, Opened opened) {
        HikariDataSource pool = Database.pool(database, "nfs2s3-upload", 0);
        try {
            return open(settings, Database.jdbi(pool), pool, opened);
        } catch (RuntimeException e) {
            closeAfter(e, pool);
            throw e;
        }
    }

    private static void closeAfter(RuntimeException cause, Closeable part) {
        try {
            part.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    private UploadHook open(UploadSettings settings, Jdbi jdbi, Closeable pool, Opened opened) {
        LazySqsClient sqs = opened.sqs();
        MediaCatalog catalog = new MediaCatalog(jdbi, opened.kinds(), siteUpdate);
        DatabaseChannel databaseChannel = new DatabaseChannel(jdbi, catalog, settings);
        SqsChannel sqsChannel = new SqsChannel(new MigrationQueue(sqs, uploadsQueue, new HookOwner(catalog)), settings);
        UploadHook hook = new UploadHook(databaseChannel, sqsChannel, opened.spool(), rules, settings);
        Heartbeat heartbeat = new Heartbeat(new HookHeartbeats(jdbi), databaseChannel, hook::status);
        hook.closes(heartbeat, databaseChannel, sqsChannel, sqs, pool);
        heartbeat.start();
        if (region.isEmpty()) { // where the region has to be asked for, nobody waits
            DaemonThreads.named("nfs2s3-upload client")
                    .newThread(() -> makeAhead(sqs))
                    .start();
        }
        return hook;
    }

    private static void makeAhead(LazySqsClient sqs) {
        try {
            sqs.get();
        } catch (SdkClientException e) {
            log.warn("no SQS client, uploads take the outbox reason=\"{}\"", ErrorText.of(e));
        } catch (RuntimeException e) { // such as that the hook was closed meanwhile
            log.debug("the SQS client was not made ahead", e);
        }
    }
}
