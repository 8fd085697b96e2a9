package io.nfs2s3.site;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import java.util.List;
import java.util.Optional;

/** Whether database, bucket and prefix go together. */
public final class SiteChecks {
    private SiteChecks() {}

    /** @param after the code of the check of the database */
    public static List<Check> of(SiteGuard guard, String after) {
        return List.of(Check.atStart("site", "site", () -> look(guard)).after(after));
    }

    private static Answer look(SiteGuard guard) {
        Optional<String> suspended = guard.check();
        if (suspended.isPresent()) {
            return Answer.broken(suspended.get(), "");
        }
        SiteView site = guard.show();
        return Answer.good("is " + site.id() + ", and " + site.place() + " is its own");
    }
}
