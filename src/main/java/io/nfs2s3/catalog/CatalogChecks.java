package io.nfs2s3.catalog;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import java.util.List;

/** What nfs2s3 wants of the site's own SQL, and of what is kept in the database of the settings. */
public final class CatalogChecks {
    private static final String SITE_UPDATE = "catalog.site-update";

    private CatalogChecks() {}

    /**
     * @param siteUpdate the setting {@code catalog.siteUpdate}, empty for none
     * @param reached the code of the check that the database can be reached
     * @param writable the code of the one that it takes writes
     */
    public static List<Check> of(
            MediaCatalog catalog, SqlHook sqlHook, String siteUpdate, String reached, String writable) {
        return List.of(
                Check.atStart("catalog.write", "registering an upload", () -> {
                            catalog.tryRegister();
                            return Answer.good("a row was written, given another generation, and rolled back");
                        })
                        .after(writable),
                Check.atStart(SITE_UPDATE, "catalog.siteUpdate", () -> {
                            catalog.checkSiteUpdate();
                            return Answer.good(siteUpdate.isBlank() ? "is not used" : "is understood by the database");
                        })
                        .after(reached),
                // Daemons work without, so that settings can be rolled out host by host.
                Check.onDemand("catalog.settings", "settings in the database", () -> settings(sqlHook))
                        .after(reached)
                        .after(SITE_UPDATE));
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
