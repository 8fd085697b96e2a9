package io.nfs2s3.resolve;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resilience.UnavailableException;
import io.nfs2s3.resolve.LocationCache.Age;
import io.nfs2s3.resolve.LocationCache.Remembered;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks up places and remembers them: many paths by one query, and each path by one thread at a time, for which the
 * others wait. Thread-safe.
 *
 * <p>Caffeine's own loading of many keys at once does not keep a key from being loaded twice, and its asynchronous one
 * would drop the old answer that is wanted while the database is down.
 */
final class SingleFlightLoader {
    /** Where the places come from: one query. */
    @FunctionalInterface
    interface Source {
        /** @return a place for every path */
        Map<MediaPath, CachedLocation> find(Set<MediaPath> paths);
    }

    /**
     * The outcome.
     *
     * @param locations of the paths that could be looked up
     * @param error why the others could not; null if all could
     * @param asked how many this call had the database answer; others were known, or another thread's
     */
    record Loaded(
            Map<MediaPath, CachedLocation> locations,
            @Nullable Throwable error,
            int asked) {}

    private final LocationCache cache;
    private final LocationQueries queries;
    private final Map<MediaPath, CompletableFuture<CachedLocation>> underWay = new ConcurrentHashMap<>();

    SingleFlightLoader(LocationCache cache, LocationQueries queries) {
        this.cache = cache;
        this.queries = queries;
    }

    /**
     * Looks paths up, unless they are known by now.
     *
     * @param enough the age of an answer that needs no asking: {@code FRESH}, or {@code DUE} too
     */
    Loaded load(Collection<MediaPath> paths, Age enough) {
        Map<MediaPath, CompletableFuture<CachedLocation>> own = new HashMap<>();
        Map<MediaPath, CompletableFuture<CachedLocation>> all = new HashMap<>();
        for (MediaPath path : paths) {
            CompletableFuture<CachedLocation> mine = new CompletableFuture<>();
            CompletableFuture<CachedLocation> other = underWay.putIfAbsent(path, mine);
            if (other == null) {
                own.put(path, mine);
            }
            all.put(path, other == null ? mine : other);
        }
        int asked = loadOwn(own, enough);
        return gather(all, asked);
    }

    /** Completes the futures whatever happens: other threads wait for them. */
    private int loadOwn(Map<MediaPath, CompletableFuture<CachedLocation>> own, Age enough) {
        if (own.isEmpty()) {
            return 0;
        }
        Throwable error = new IllegalStateException("the places were not looked up");
        try {
            Set<MediaPath> wanted = new HashSet<>();
            for (Map.Entry<MediaPath, CompletableFuture<CachedLocation>> each : own.entrySet()) {
                // Another thread may have brought it after this one looked, and before it took its turn.
                Remembered known = cache.look(each.getKey().value());
                if (known != null && cache.age(known).compareTo(enough) <= 0) {
                    each.getValue().complete(known.location());
                } else {
                    wanted.add(each.getKey());
                }
            }
            if (!wanted.isEmpty()) {
                queries.find(wanted).forEach((path, location) -> {
                    cache.put(path.value(), location);
                    complete(own.get(path), location);
                });
            }
            return wanted.size();
        } catch (UnavailableException e) {
            error = e;
            return 0;
        } finally {
            for (Map.Entry<MediaPath, CompletableFuture<CachedLocation>> each : own.entrySet()) {
                underWay.remove(each.getKey(), each.getValue());
                each.getValue().completeExceptionally(error);
            }
        }
    }

    private static void complete(@Nullable CompletableFuture<CachedLocation> future, CachedLocation location) {
        if (future != null) {
            future.complete(location);
        }
    }

    private static Loaded gather(Map<MediaPath, CompletableFuture<CachedLocation>> futures, int asked) {
        Map<MediaPath, CachedLocation> locations = new HashMap<>();
        Throwable error = null;
        for (Map.Entry<MediaPath, CompletableFuture<CachedLocation>> each : futures.entrySet()) {
            try {
                locations.put(each.getKey(), each.getValue().join());
            } catch (CompletionException e) {
                error = e.getCause();
            }
        }
        return new Loaded(locations, error, asked);
    }
}
