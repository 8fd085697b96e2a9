package io.nfs2s3.resolve;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The catalog of a site, with a count of the queries, and of the answers that each path had, and with rows that spoil each
 * query. Thread-safe.
 */
final class CountedCatalog implements SingleFlightLoader.Source {
    private final SingleFlightLoader.Source catalog;
    private final AtomicInteger queries = new AtomicInteger();
    private final Map<MediaPath, Integer> answers = new ConcurrentHashMap<>();
    private final Set<MediaPath> unreadable = ConcurrentHashMap.newKeySet();

    CountedCatalog(Application application) {
        this.catalog =
                new LocationLoader(application.catalog(), application.settings().resolve());
    }

    /** From now on no query with this path is answered, as if its row were one that only a newer build understands. */
    void spoil(MediaPath path) {
        unreadable.add(path);
    }

    @Override
    public Map<MediaPath, CachedLocation> find(Set<MediaPath> paths) {
        queries.incrementAndGet();
        if (paths.stream().anyMatch(unreadable::contains)) {
            throw new IllegalArgumentException("No enum constant MediaState.NEWER");
        }
        Map<MediaPath, CachedLocation> locations = catalog.find(paths);
        paths.forEach(path -> answers.merge(path, 1, Integer::sum));
        return locations;
    }

    int queries() {
        return queries.get();
    }

    /** How often each path was answered. */
    List<Integer> answers() {
        return List.copyOf(answers.values());
    }
}
