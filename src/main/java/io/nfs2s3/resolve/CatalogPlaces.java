package io.nfs2s3.resolve;

import io.nfs2s3.catalog.MediaCatalog;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Places by the catalog: one query, whatever the number of paths. Thread-safe. */
final class CatalogPlaces implements Loads.Source {
    private final MediaCatalog catalog;
    private final ResolveSettings settings;

    CatalogPlaces(MediaCatalog catalog, ResolveSettings settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    @Override
    public Map<MediaPath, Place> find(Set<MediaPath> paths) {
        Map<MediaPath, MediaFile> files = catalog.find(paths);
        Map<MediaPath, Place> places = new HashMap<>();
        for (MediaPath path : paths) {
            places.put(path, Place.of(path, files.get(path), settings));
        }
        return places;
    }
}
