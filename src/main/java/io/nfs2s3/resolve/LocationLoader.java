package io.nfs2s3.resolve;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.catalog.Pointer;
import io.nfs2s3.media.MediaPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Places by the catalog: one query, whatever the number of paths. Thread-safe. */
final class LocationLoader implements SingleFlightLoader.Source {
    private final MediaCatalog catalog;
    private final ResolveSettings settings;

    LocationLoader(MediaCatalog catalog, ResolveSettings settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    @Override
    public Map<MediaPath, CachedLocation> find(Set<MediaPath> paths) {
        Map<MediaPath, Pointer> pointers = catalog.pointers(paths);
        Map<MediaPath, CachedLocation> locations = new HashMap<>();
        for (MediaPath path : paths) {
            locations.put(path, CachedLocation.of(path, pointers.get(path), settings));
        }
        return locations;
    }
}
