package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import io.nfs2s3.resolve.LocationCache.Age;
import io.nfs2s3.resolve.LocationCache.Remembered;
import io.nfs2s3.resolve.ResolveSettings.DatabaseDown;
import io.nfs2s3.resolve.SingleFlightLoader.Loaded;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Gives the view layer the URL of a file: below the site's NFS base URL, or on one of the CloudFront hosts.
 *
 * <p>Thread-safe; one instance serves a whole site. A location is remembered for a few minutes, and looked up again in
 * the background before they are over. That a remembered one may be outdated does no harm: the NFS original and a
 * superseded S3 object both outlive it. While the database is down, what is remembered is given for longer and at once,
 * and other paths get their NFS URL; a page gets no exception for that, unless the settings ask for one.
 *
 * <p>The URL of a remembered location is given without allocating anything.
 */
public final class MediaUrlResolver implements AutoCloseable {
    private final ResolveSettings settings;
    private final Runnable onClose;
    private final ResolverCounters counters = new ResolverCounters();
    private final ScheduledThreadPoolExecutor thread = backgroundThread();
    private final LocationCache cache;
    private final LocationQueries queries;
    private final SingleFlightLoader loader;
    private final Refresher refresher;
    private final HostsWatch hosts;

    /**
     * For those who have a catalog; a site uses {@link MediaUrlResolverBuilder}.
     *
     * @param jdbi of the same database; its owner closes its connections
     * @param clock for the expiry of signed URLs
     * @throws IllegalArgumentException when URLs are to be signed and the key cannot be read
     */
    public MediaUrlResolver(MediaCatalog catalog, Jdbi jdbi, ResolveSettings settings, Clock clock) {
        this(catalog, jdbi, settings, clock, () -> {});
    }

    MediaUrlResolver(MediaCatalog catalog, Jdbi jdbi, ResolveSettings settings, Clock clock, Runnable onClose) {
        this(
                settings,
                new LocationLoader(catalog, settings),
                () -> CdnHostTable.enabled(jdbi),
                clock,
                Ticker.systemTicker(),
                onClose);
    }

    /** @param enabledHosts asked only if the hosts come from the database */
    MediaUrlResolver(
            ResolveSettings settings,
            SingleFlightLoader.Source source,
            Supplier<List<CdnHost>> enabledHosts,
            Clock clock,
            Ticker ticker,
            Runnable onClose) {
        this.settings = settings;
        this.onClose = onClose;
        this.cache = new LocationCache(settings.cache(), counters, ticker);
        this.queries = new LocationQueries(source, counters, ticker);
        this.loader = new SingleFlightLoader(cache, queries);
        this.refresher = new Refresher(loader, counters, thread);
        CdnSettings cdn = settings.cdn();
        CdnUrls.Signer signer = settings.signing()
                .map(signing -> CloudFrontSigner.open(signing).urlSigner(signing.validFor(), clock))
                .orElse(null);
        this.hosts = cdn.hostsFrom() == HostsFrom.SETTINGS
                ? new HostsWatch(cdn.hosts(), now -> new CdnUrls(now, cdn, signer, ticker))
                : new HostsWatch(cdn.hosts(), now -> new CdnUrls(now, cdn, signer, ticker), enabledHosts, thread);
    }

    /** For what no page waits for: one thread, which begins with the first task and ends after a minute without any. */
    static ScheduledThreadPoolExecutor backgroundThread() {
        // A page that is made while the site stops may still ask for something to be refreshed: discarded.
        ScheduledThreadPoolExecutor thread =
                new ScheduledThreadPoolExecutor(1, DaemonThreads.named("nfs2s3-resolve"), new DiscardPolicy());
        thread.setKeepAliveTime(1, TimeUnit.MINUTES);
        thread.allowCoreThreadTimeOut(true);
        return thread;
    }

    /**
     * The URL of one file.
     *
     * @return empty only when nobody registered the path and the setting says that such a path is missing
     * @throws io.nfs2s3.media.InvalidMediaPathException when the path is not a media path
     * @throws LocationUnknownException when the database is down, the path is not remembered, and the settings want no
     *     guess
     */
    public Optional<String> url(String path) {
        return location(path).url(hosts.urls());
    }

    /**
     * Where one file is, remembered as its URL is.
     *
     * @throws io.nfs2s3.media.InvalidMediaPathException when the path is not a media path
     * @throws LocationUnknownException as {@link #url}
     */
    public MediaLocation whereIs(String path) {
        return location(path).mediaLocation();
    }

    private CachedLocation location(String path) {
        CachedLocation location = remembered(path);
        if (location == null) {
            MediaPath media = MediaPath.of(path);
            location = known(media, loader.load(List.of(media), Age.DUE));
        }
        return location;
    }

    /**
     * The URLs of all files of a page, with one query for those that are not remembered.
     *
     * @return in the order of the paths; a path that is missing has no entry
     * @throws io.nfs2s3.media.InvalidMediaPathException when a path is not a media path
     * @throws LocationUnknownException as {@link #url}
     */
    public Map<String, String> urls(Collection<String> paths) {
        Map<String, CachedLocation> locations = locations(paths);
        CdnUrls now = hosts.urls();
        Map<String, String> urls = new LinkedHashMap<>(2 * locations.size());
        for (String path : paths) {
            CachedLocation location = locations.get(path);
            if (location != null && !urls.containsKey(path)) {
                location.url(now).ifPresent(url -> urls.put(path, url));
            }
        }
        return urls;
    }

    private Map<String, CachedLocation> locations(Collection<String> paths) {
        Map<String, CachedLocation> locations = new HashMap<>();
        List<MediaPath> wanted = new ArrayList<>();
        for (String path : paths) {
            if (!locations.containsKey(path)) {
                CachedLocation location = remembered(path);
                locations.put(path, location);
                if (location == null) {
                    wanted.add(MediaPath.of(path));
                }
            }
        }
        if (!wanted.isEmpty()) {
            Loaded loaded = loader.load(wanted, Age.DUE);
            wanted.forEach(path -> locations.put(path.value(), known(path, loaded)));
        }
        return locations;
    }

    /** While the database is down a stale location is given too: the page does not wait to see whether it is back. */
    private @Nullable CachedLocation remembered(String path) {
        Remembered known = cache.look(path);
        if (known == null) {
            return null;
        }
        Age age = cache.age(known);
        if (age == Age.GONE || (age == Age.STALE && !queries.isOutage())) {
            return null;
        }
        if (age != Age.FRESH) {
            refresher.ask(path);
        }
        (age == Age.STALE ? counters.stale : counters.remembered).increment();
        return known.location();
    }

    /** What was loaded, or else what is remembered from before, or else a guess. */
    private CachedLocation known(MediaPath path, Loaded loaded) {
        CachedLocation location = loaded.locations().get(path);
        if (location != null) {
            counters.lookedUp.increment();
            return location;
        }
        Remembered stale = cache.look(path.value());
        if (stale != null && cache.age(stale) != Age.GONE) {
            counters.stale.increment();
            return stale.location();
        }
        if (settings.databaseDown() == DatabaseDown.FAIL) {
            throw new LocationUnknownException(path, loaded.error());
        }
        counters.assumed.increment();
        return CachedLocation.assumed(path, settings);
    }

    /** How it fares. */
    public ResolverStatus status() {
        return new ResolverStatus(
                counters.remembered.sum(),
                counters.lookedUp.sum(),
                counters.stale.sum(),
                counters.assumed.sum(),
                counters.queries.sum(),
                counters.failures.sum(),
                counters.refreshed.sum(),
                counters.evicted.sum(),
                cache.size());
    }

    /** Ends its thread, and closes the connections that it opened itself. */
    @Override
    public void close() {
        thread.shutdownNow();
        hosts.close();
        onClose.run();
    }
}
