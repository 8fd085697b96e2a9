package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The locations that are remembered, by path: fresh for some minutes, and kept for longer, for outages of the database.
 * Paths are texts, so that a look needs no other object. Thread-safe.
 *
 * <p>The cache bounds their number, and so their memory: one whose texts are longer than {@value #TEXT} bytes counts as
 * several. Their age is told here alone: with an expiry of the cache's own, each look would read
 * the clock twice, which costs more than all else in it. What is too old goes when its room is wanted.
 */
final class LocationCache {
    /**
     * A place.
     *
     * @param dueAt the nanosecond of the ticker from which on it is to be asked for again
     * @param staleAt the one from which on it may be given only while the database is down
     * @param goneAt the one from which on it may not be given at all
     */
    record Remembered(CachedLocation location, long dueAt, long staleAt, long goneAt) {}

    /** How a remembered place is to be taken. */
    enum Age {
        /** May be given. */
        FRESH,
        /** May be given, and is to be asked for again in the background. */
        DUE,
        /** May be given only while the database is down. */
        STALE,
        /** As if it were not remembered. */
        GONE
    }

    /** Enough for a name of 128 bytes: path, key, and two URLs without their hosts. */
    private static final int TEXT = 512;

    private final Cache<String, Remembered> cache;
    private final CacheSettings settings;
    private final long longest;
    private final Ticker ticker;

    LocationCache(CacheSettings settings, ResolverCounters counters, Ticker ticker) {
        this.settings = settings;
        this.longest = settings.fresh().plus(settings.stale()).toNanos();
        this.ticker = ticker;
        this.cache = Caffeine.newBuilder()
                .maximumWeight(settings.size())
                .weigher((String path, Remembered known) -> weight(path, known.location()))
                .evictionListener((@Nullable String path, @Nullable Remembered location, RemovalCause cause) ->
                        counters.evicted.increment())
                .build();
    }

    private static int weight(String path, CachedLocation location) {
        return 1 + (path.length() + location.textLength() - 1) / TEXT;
    }

    /** What is known of a path, however old it is; null if nothing is. */
    @Nullable
    Remembered look(String path) {
        return cache.getIfPresent(path);
    }

    Age age(Remembered remembered) {
        long now = ticker.read();
        if (now - remembered.dueAt() < 0) {
            return Age.FRESH;
        }
        if (now - remembered.staleAt() < 0) {
            return Age.DUE;
        }
        return now - remembered.goneAt() < 0 ? Age.STALE : Age.GONE;
    }

    void put(String path, CachedLocation location) {
        long now = ticker.read();
        // What nobody registered may have been since: it is not kept for an outage.
        long lifetime = (location.registered() ? settings.fresh() : settings.unregistered()).toNanos();
        long gone = location.registered() ? longest : lifetime;
        cache.put(path, new Remembered(location, now + lifetime / 2, now + lifetime, now + gone));
    }

    /** About. */
    long size() {
        return cache.estimatedSize();
    }
}
