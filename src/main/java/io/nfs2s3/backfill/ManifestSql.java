package io.nfs2s3.backfill;

import io.nfs2s3.catalog.SiteQuery;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.source.ScanEntry;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The paths that a SELECT on the site's database gives, as the site itself has them. Relative to the source root, or
 * absolute and below it. The files are not looked at. Thread-safe.
 */
public final class ManifestSql implements NameSource {
    private final SiteQuery query;
    private final ManifestPaths paths;

    /**
     * @param root the source root
     * @param rules for names that are left out
     */
    public ManifestSql(SiteQuery query, Path root, NameRules rules) {
        this.query = query;
        this.paths = new ManifestPaths(root, rules::reason);
    }

    /**
     * @throws IllegalArgumentException when the database does not take the SELECT
     * @throws org.jdbi.v3.core.JdbiException when the database fails; what was told until then is not all
     */
    @Override
    public void forEach(Consumer<ScanEntry> each) {
        long[] row = {0};
        query.forEach(text -> {
            String where = "row " + ++row[0];
            each.accept(
                    text == null ? new ScanEntry.Bad("NULL", where + ": there is no path") : paths.found(where, text));
        });
    }
}
