package io.nfs2s3.resolve;

import com.zaxxer.hikari.HikariDataSource;
import io.nfs2s3.catalog.Database;
import io.nfs2s3.catalog.DatabaseSettings;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.resolve.ResolveSettings.Unregistered;
import java.time.Duration;
import java.util.List;

/**
 * Opens a {@link MediaUrlResolver}. Database, NFS base URL and CDN hosts are required; the rest has the defaults of the
 * settings file.
 */
public final class MediaUrlResolverBuilder {
    private static final Duration DATABASE_PATIENCE = Duration.ofSeconds(2);
    /** A resolver asks for paths of every kind and registers none. */
    private static final MediaKinds ANY_KIND = new MediaKinds(List.of(new MediaKind("any", "", false)));

    private String url = "";
    private String user = "";
    private String password = "";
    private int poolSize = 4;
    private String nfsBaseUrl = "";
    private List<String> cdnHosts = List.of();
    private String cdnScheme = "https";
    private Duration cache = Duration.ofMinutes(5);
    private long cacheSize = 100_000;
    private Unregistered unregistered = Unregistered.NFS;

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

    /** CloudFront host names, one of which is picked at random for each URL. */
    public MediaUrlResolverBuilder cdnHosts(String... hosts) {
        this.cdnHosts = List.of(hosts);
        return this;
    }

    /** {@code https}, the default, or {@code http}. */
    public MediaUrlResolverBuilder cdnScheme(String scheme) {
        this.cdnScheme = scheme;
        return this;
    }

    /** For how long, and how many, locations are remembered; 5 minutes and 100,000 by default. */
    public MediaUrlResolverBuilder cache(Duration duration, long locations) {
        this.cache = duration;
        this.cacheSize = locations;
        return this;
    }

    /** What a path gets that nobody registered: its NFS URL, the default, or none. */
    public MediaUrlResolverBuilder unregistered(Unregistered answer) {
        this.unregistered = answer;
        return this;
    }

    /**
     * Opens the resolver. Nothing is called yet: a site starts also while the database is down.
     *
     * @throws IllegalArgumentException when a setting is wrong; the message names it
     */
    public MediaUrlResolver open() {
        ResolveSettings settings =
                new ResolveSettings(nfsBaseUrl, new CdnHosts(cdnHosts), cdnScheme, cache, cacheSize, unregistered);
        DatabaseSettings database =
                new DatabaseSettings(url, user, password, poolSize, DATABASE_PATIENCE, DATABASE_PATIENCE);
        HikariDataSource pool = Database.pool(database, "nfs2s3-resolve");
        return new MediaUrlResolver(new MediaCatalog(Database.jdbi(pool), ANY_KIND, ""), settings, pool::close);
    }
}
