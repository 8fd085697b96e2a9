package io.nfs2s3.resolve;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The catalog of a site, with a count of the queries, and of the answers that each path had. Thread-safe. */
final class CountedCatalog implements SingleFlightLoader.Source {
    private final SingleFlightLoader.Source catalog;
    private final AtomicInteger queries = new AtomicInteger();
    private final Map<MediaPath, Integer> answers = new ConcurrentHashMap<>();

    CountedCatalog(Application application) {
        this.catalog =
                new LocationLoader(application.catalog(), application.settings().resolve());
    }

    @Override
    public Map<MediaPath, CachedLocation> find(Set<MediaPath> paths) {
        queries.incrementAndGet();
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
