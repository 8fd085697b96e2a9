package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import io.nfs2s3.resolve.SingleFlightLoader.Loaded;
import io.nfs2s3.resolve.LocationCache.Age;
import io.nfs2s3.resolve.LocationCache.Remembered;
import io.nfs2s3.resolve.ResolveSettings.DatabaseDown;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Gives the view layer the URL of a file: below the site's NFS base URL, or on one of the CloudFront hosts.
 *
 * <p>Thread-safe; one instance serves a whole site. A location is remembered for a few minutes, and looked up again in
 * the background before they are over. That a remembered one may be outdated does no harm: the NFS original and a
 * superseded S3 object both outlive it. While the database is down, what is remembered is given for longer, and other
 * paths get their NFS URL; a page gets no exception for that, unless the settings ask for one.
 *
 * <p>The URL of a remembered location is given without allocating anything.
 */
public final class MediaUrlResolver implements AutoCloseable {
    private final ResolveSettings settings;
    private final Runnable onClose;
    private final ResolverCounters counters = new ResolverCounters();
    private final ScheduledThreadPoolExecutor thread = BackgroundThread.open();
    private final LocationCache memory;
    private final SingleFlightLoader loads;
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
        this.memory = new LocationCache(settings.memory(), counters, ticker);
        this.loads = new SingleFlightLoader(memory, new DatabaseGate(counters), source);
        this.refresher = new Refresher(loads, counters, thread);
        CdnSettings cdn = settings.cdn();
        CdnUrls.Signer signer = settings.signing()
                .map(signing -> CloudFrontSigner.open(signing).urlSigner(signing.validFor(), clock))
                .orElse(null);
        this.hosts = cdn.hostsFrom() == HostsFrom.SETTINGS
                ? new HostsWatch(cdn.hosts(), now -> new CdnUrls(now, cdn, signer, ticker))
                : new HostsWatch(cdn.hosts(), now -> new CdnUrls(now, cdn, signer, ticker), enabledHosts, thread);
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
        return place(path).url(hosts.urls());
    }

    /**
     * Where one file is, remembered as its URL is.
     *
     * @throws io.nfs2s3.media.InvalidMediaPathException when the path is not a media path
     * @throws LocationUnknownException as {@link #url}
     */
    public MediaLocation whereIs(String path) {
        return place(path).whereabouts();
    }

    private CachedLocation place(String path) {
        CachedLocation place = remembered(path);
        if (place == null) {
            MediaPath media = MediaPath.of(path);
            place = known(media, loads.load(List.of(media), Age.DUE));
        }
        return place;
    }

    /**
     * The URLs of all files of a page, with one query for those that are not remembered.
     *
     * @return in the order of the paths; a path that is missing has no entry
     * @throws io.nfs2s3.media.InvalidMediaPathException when a path is not a media path
     * @throws LocationUnknownException as {@link #url}
     */
    public Map<String, String> urls(Collection<String> paths) {
        Map<String, CachedLocation> places = places(paths);
        CdnUrls now = hosts.urls();
        Map<String, String> urls = new LinkedHashMap<>(2 * places.size());
        for (String path : paths) {
            CachedLocation place = places.get(path);
            if (place != null && !urls.containsKey(path)) {
                place.url(now).ifPresent(url -> urls.put(path, url));
            }
        }
        return urls;
    }

    private Map<String, CachedLocation> places(Collection<String> paths) {
        Map<String, CachedLocation> places = new HashMap<>();
        List<MediaPath> wanted = new ArrayList<>();
        for (String path : paths) {
            if (!places.containsKey(path)) {
                CachedLocation place = remembered(path);
                places.put(path, place);
                if (place == null) {
                    wanted.add(MediaPath.of(path));
                }
            }
        }
        if (!wanted.isEmpty()) {
            Loaded loaded = loads.load(wanted, Age.DUE);
            wanted.forEach(path -> places.put(path.value(), known(path, loaded)));
        }
        return places;
    }

    private @Nullable CachedLocation remembered(String path) {
        Remembered known = memory.look(path);
        if (known == null) {
            return null;
        }
        Age age = memory.age(known);
        if (age.compareTo(Age.STALE) >= 0) {
            return null;
        }
        if (age == Age.DUE) {
            refresher.ask(path);
        }
        counters.remembered.increment();
        return known.place();
    }

    /** What was loaded, or else what is remembered from before, or else a guess. */
    private CachedLocation known(MediaPath path, Loaded loaded) {
        CachedLocation place = loaded.places().get(path);
        if (place != null) {
            counters.lookedUp.increment();
            return place;
        }
        Remembered stale = memory.look(path.value());
        if (stale != null && memory.age(stale) != Age.GONE) {
            counters.stale.increment();
            return stale.place();
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
                memory.size());
    }

    /** Ends its thread, and closes the connections that it opened itself. */
    @Override
    public void close() {
        thread.shutdownNow();
        hosts.close();
        onClose.run();
    }
}
