package io.nfs2s3.catalog;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/** What nfs2s3 wants of the site's own SQL, and of what is kept in the database of the settings. */
public final class CatalogChecks {
    private static final int REASONS = 3;

    private CatalogChecks() {}

    /**
     * @param siteUpdate the setting {@code catalog.siteUpdate}, empty for none
     * @param reached the code of the check that the database can be reached
     * @param writable the code of the one that it takes writes
     */
    public static List<Check> of(
            MediaCatalog catalog, SqlHook sqlHook, String siteUpdate, CheckCode reached, CheckCode writable) {
        return List.of(
                Check.atStart(CheckCode.DATABASE_REGISTER, "registering an upload", () -> {
                            catalog.tryRegister();
                            return Answer.good("a row was written, given another generation, and rolled back");
                        })
                        .probing()
                        .after(writable),
                Check.atStart(CheckCode.DATABASE_SITE_UPDATE, "catalog.siteUpdate", () -> {
                            catalog.checkSiteUpdate();
                            return Answer.good(siteUpdate.isBlank() ? "is not used" : "is understood by the database");
                        })
                        .after(reached),
                // Daemons work without, so that settings can be rolled out host by host.
                Check.onDemand(CheckCode.SETTINGS_IN_DATABASE, "settings in the database", () -> settings(sqlHook))
                        .after(reached)
                        .after(CheckCode.DATABASE_SITE_UPDATE));
    }

    /** @param reached the code of the check that the database can be reached */
    public static List<Check> ofFiles(Jdbi jdbi, CheckCode reached) {
        return List.of(Check.onDemand(CheckCode.SITE_FAILED, "files that failed", () -> failed(new FailedFiles(jdbi)))
                .after(reached));
    }

    private static Answer failed(FailedFiles files) {
        List<FailureCount> reasons = files.byReason(FailedFilter.ALL);
        if (reasons.isEmpty()) {
            return Answer.good("there are none");
        }
        long count = reasons.stream().mapToLong(FailureCount::files).sum();
        return Answer.warning(
                count + " stay on NFS: "
                        + reasons.stream()
                                .limit(REASONS)
                                .map(reason -> reason.files() + " " + reason.code())
                                .collect(Collectors.joining(", "))
                        + (reasons.size() > REASONS ? ", and others" : ""),
                "see 'nfs2s3 failed list'; mend the reason, then run 'nfs2s3 failed retry'");
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
