package io.nfs2s3.catalog;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import java.util.List;

/** What nfs2s3 wants of the site's own SQL, and of what is kept in the database of the settings. */
public final class CatalogChecks {
    private CatalogChecks() {}

    /** @param siteUpdate the setting {@code catalog.siteUpdate}, empty for none */
    public static List<Check> of(MediaCatalog catalog, SqlHook sqlHook, String siteUpdate, String after) {
        return List.of(
                Check.atStart("catalog.site-update", "catalog.siteUpdate", () -> {
                            catalog.checkSiteUpdate();
                            return Answer.good(siteUpdate.isBlank() ? "is not used" : "is understood by the database");
                        })
                        .after(after),
                // Daemons work without, so that settings can be rolled out host by host.
                Check.onDemand("catalog.settings", "settings in the database", () -> settings(sqlHook))
                        .after(after));
    }

    private static Answer settings(SqlHook sqlHook) {
        List<String> differences = sqlHook.differences();
        return differences.isEmpty()
                ? Answer.good("kinds and catalog.siteUpdate are those of the settings")
                : Answer.broken(
                        String.join("; ", differences) + "; SQL callers of nfs2s3.enqueue_upload get the old ones",
                        "run 'nfs2s3 schema migrate'");
    }
}
