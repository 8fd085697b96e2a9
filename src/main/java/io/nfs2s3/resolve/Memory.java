package io.nfs2s3.resolve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * The locations that are remembered, by path: fresh for some minutes, and kept for longer, for outages of the database.
 * Paths are texts, so that a look needs no other object. Thread-safe.
 */
final class Memory {
    /**
     * A place.
     *
     * @param dueAt the nanosecond of the ticker from which on it is to be asked for again
     * @param staleAt the one from which on it may be given only while the database is down
     */
    record Remembered(Place place, long dueAt, long staleAt) {}

    /** How a remembered place is to be taken. */
    enum Age {
        /** May be given. */
        FRESH,
        /** May be given, and is to be asked for again in the background. */
        DUE,
        /** May be given only while the database is down. */
        STALE
    }

    private final Cache<String, Remembered> cache;
    private final MemorySettings settings;
    private final Ticker ticker;

    Memory(MemorySettings settings, ResolverCounters counters, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
        this.cache = Caffeine.newBuilder()
                .ticker(ticker)
                .expireAfterWrite(settings.fresh().plus(settings.stale()))
                .maximumSize(settings.size())
                .evictionListener((@Nullable String path, @Nullable Remembered place, RemovalCause cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        counters.evicted.increment();
                    }
                })
                .build();
    }

    /** What is known of a path; null if nothing is. */
    @Nullable
    Remembered look(String path) {
        return cache.getIfPresent(path);
    }

    Age age(Remembered remembered) {
        long now = ticker.read();
        return now - remembered.dueAt() < 0 ? Age.FRESH : now - remembered.staleAt() < 0 ? Age.DUE : Age.STALE;
    }

    void put(String path, Place place) {
        long now = ticker.read();
        long lifetime = (place.registered() ? settings.fresh() : settings.unregistered()).toNanos();
        cache.put(path, new Remembered(place, now + lifetime / 2, now + lifetime));
    }

    /** About. */
    long size() {
        return cache.estimatedSize();
    }
}
