package io.nfs2s3.resolve;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.database.Database;
import io.nfs2s3.database.DatabaseSettings;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.Problems;
import io.nfs2s3.media.SettingRange;
import io.nfs2s3.resolve.CdnSettings.Choice;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import io.nfs2s3.resolve.ResolveSettings.DatabaseDown;
import io.nfs2s3.resolve.ResolveSettings.Unregistered;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/**
 * Opens a {@link MediaUrlResolver}. Database, NFS base URL and CDN hosts are required; the rest has the defaults of the
 * settings file.
 */
public final class MediaUrlResolverBuilder {
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(2);
    private static final SettingRange<Integer> POOL_SIZE = new SettingRange<>("poolSize", 1, 100);
    /** A resolver asks for paths of every kind and registers none. */
    private static final MediaKinds ANY_KIND = new MediaKinds(List.of(new MediaKind("any", "", false)));

    private String url = "";
    private String user = "";
    private String password = "";
    private int poolSize = 4;
    private String nfsBaseUrl = "";
    private List<String> cdnHosts = List.of();
    private HostsFrom cdnHostsFrom = HostsFrom.SETTINGS;
    private Choice cdnChoice = Choice.RANDOM;
    private String cdnScheme = "https";
    private Duration cache = Duration.ofMinutes(5);
    private Duration cacheUnregistered = Duration.ofSeconds(15);
    private Duration staleFor = Duration.ofHours(12);
    private int cacheSize = 100_000;
    private Unregistered unregistered = Unregistered.NFS;
    private DatabaseDown databaseDown = DatabaseDown.NFS;
    private Supplier<Optional<SigningSettings>> signing = Optional::empty;

    private MediaUrlResolverBuilder() {}

    public static MediaUrlResolverBuilder create() {
        return new MediaUrlResolverBuilder();
    }

    /** The PostgreSQL database that has the schema {@code nfs2s3}. */
    public MediaUrlResolverBuilder database(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
        return this;
    }

    /** Connections at most, 1 to 100; 4 by default. Only paths that are not remembered need one. */
    public MediaUrlResolverBuilder poolSize(int connections) {
        this.poolSize = connections;
        return this;
    }

    /** The site's own address of the NFS files, ending in {@code /}. */
    public MediaUrlResolverBuilder nfsBaseUrl(String baseUrl) {
        this.nfsBaseUrl = baseUrl;
        return this;
    }

    /** CloudFront host names; {@code cdn1.example.com=3} gets three times the URLs of one without a weight. */
    public MediaUrlResolverBuilder cdnHosts(String... hosts) {
        this.cdnHosts = List.of(hosts);
        return this;
    }

    /**
     * Takes the hosts from the table {@code nfs2s3.cdn_host}, looked at once a minute. Those of {@link #cdnHosts} serve
     * until it could be read.
     */
    public MediaUrlResolverBuilder cdnHostsFromDatabase() {
        this.cdnHostsFrom = HostsFrom.DATABASE;
        return this;
    }

    /** Which host a URL gets: any, the default, or the same one for the same object. */
    public MediaUrlResolverBuilder cdnChoice(Choice choice) {
        this.cdnChoice = choice;
        return this;
    }

    /** {@code https}, the default, or {@code http}. */
    public MediaUrlResolverBuilder cdnScheme(String scheme) {
        this.cdnScheme = scheme;
        return this;
    }

    /** For how long (0 to 1 d), and how many (0 to 100,000,000), locations are remembered; 5 minutes and 100,000 by default. */
    public MediaUrlResolverBuilder cache(Duration duration, int locations) {
        this.cache = duration;
        this.cacheSize = locations;
        return this;
    }

    /**
     * For how long a path is remembered that nobody registered, 0 to 1 d, 15 seconds by default; and for how long more than
     * {@link #cache} any location is given while the database is down, 0 to 365 d, 12 hours by default. Together with it
     * not longer than {@code s3.supersededRetention}.
     */
    public MediaUrlResolverBuilder cache(Duration unregistered, Duration staleFor) {
        this.cacheUnregistered = unregistered;
        this.staleFor = staleFor;
        return this;
    }

    /** What a path gets that nobody registered: its NFS URL, the default, or none. */
    public MediaUrlResolverBuilder unregistered(Unregistered answer) {
        this.unregistered = answer;
        return this;
    }

    /** What a path gets that is not remembered while the database is down: its NFS URL, the default, or an exception. */
    public MediaUrlResolverBuilder databaseDown(DatabaseDown answer) {
        this.databaseDown = answer;
        return this;
    }

    /**
     * Signs URLs of files in S3. Needs {@code software.amazon.awssdk:cloudfront} on the class path.
     *
     * @param validFor 1 m to 7 d
     */
    public MediaUrlResolverBuilder signing(String keyPairId, Path privateKey, Duration validFor) {
        this.signing = () -> Optional.of(new SigningSettings(keyPairId, privateKey, validFor));
        return this;
    }

    /**
     * Opens the resolver. Nothing is called yet: a site starts also while the database is down.
     *
     * @throws IllegalArgumentException when settings are wrong; the message has a line for each, as far as they can be told
     *     before anything is opened
     */
    public MediaUrlResolver open() {
        check();
        ResolveSettings settings =
                new ResolveSettings(nfsBaseUrl, cdn(), cache(), unregistered, databaseDown, signing());
        HikariDataSource pool = Database.pool(database(), "nfs2s3-resolve");
        try {
            Jdbi jdbi = Database.jdbi(pool);
            return new MediaUrlResolver(
                    new MediaCatalog(jdbi, ANY_KIND, ""), jdbi, settings, Clock.systemUTC(), pool::close);
        } catch (RuntimeException | Error e) { // its threads and connections would stay, at each try of the site
            pool.close();
            throw e;
        }
    }

    private void check() {
        new Problems()
                .addFrom(this::database)
                .addFrom(() -> POOL_SIZE.require(poolSize))
                .addFrom(() -> ResolveSettings.checkBase(nfsBaseUrl))
                .addFrom(this::cdn)
                .addFrom(this::cache)
                .addFrom(this::signing)
                .throwIfAny();
    }

    private DatabaseSettings database() {
        return new DatabaseSettings(url, user, password, poolSize, DATABASE_PATIENCE, DATABASE_PATIENCE);
    }

    private CdnSettings cdn() {
        return new CdnSettings(CdnHosts.parse(cdnHosts), cdnHostsFrom, cdnChoice, cdnScheme);
    }

    private CacheSettings cache() {
        return new CacheSettings(cache, cacheUnregistered, staleFor, cacheSize);
    }

    private Optional<SigningSettings> signing() {
        return signing.get();
    }
}
