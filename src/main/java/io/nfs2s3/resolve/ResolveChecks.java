package io.nfs2s3.resolve;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import java.util.List;

/** What SQL callers want of the URL settings that are kept in the database. */
public final class ResolveChecks {
    private ResolveChecks() {}

    /** @param after the check of the database */
    public static List<Check> of(SqlUrls sqlUrls, CheckCode after) {
        return List.of(Check.onDemand(CheckCode.SETTINGS_URLS, "URL settings in the database", () -> settings(sqlUrls))
                .after(after));
    }

    private static Answer settings(SqlUrls sqlUrls) {
        List<String> differences = sqlUrls.differences();
        if (!differences.isEmpty()) {
            return Answer.broken(
                    String.join("; ", differences) + "; SQL callers of nfs2s3.media_url get the old ones",
                    "run 'nfs2s3 schema migrate'");
        }
        return sqlUrls.hasEnabledHost()
                ? Answer.good("CDN hosts, base URL and choice are those of the settings")
                : Answer.warning(
                        "no host of nfs2s3.cdn_host is enabled: SQL callers get the first by name all the same, and resolvers"
                                + " those that they knew last",
                        "enable one, or add one");
    }
}
