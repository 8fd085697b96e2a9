package io.nfs2s3.catalog;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaFile;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The catalog of a site, and what its tests ask of it again and again. */
final class CatalogRig {
    private final TestSite site;
    private final MediaCatalog catalog;

    CatalogRig(TestSite site) {
        this.site = site;
        // sixteen connections that are opened at once, on two cores
        this.catalog = site.application("database.poolSize = 16", "database.connectTimeout = 1 m")
                .catalog();
    }

    MediaCatalog catalog() {
        return catalog;
    }

    Registration register(MediaPath path) {
        return catalog.register(List.of(path)).values().iterator().next();
    }

    Set<FileVersion> flip(FileVersion... uploads) {
        return Copies.flip(
                catalog, "w1", List.of(uploads).stream().map(Copies::of).toList());
    }

    MediaFile found(MediaPath path) {
        return catalog.find(path).orElseThrow();
    }

    Map<String, Object> row(MediaPath path) {
        return site.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT * FROM nfs2s3.media WHERE path = ?")
                        .bind(0, path.value())
                        .mapToMap()
                        .one());
    }

    List<Map<String, Object>> superseded() {
        return site.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT path, generation, object_key, was_visible FROM nfs2s3.superseded ORDER BY id")
                        .mapToMap()
                        .list());
    }

    Map<String, Object> row(String path, int generation) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("path", path);
        row.put("generation", generation);
        row.put("object_key", null);
        row.put("was_visible", false);
        return row;
    }
}
