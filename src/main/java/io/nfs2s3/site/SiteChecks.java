package io.nfs2s3.site;

import io.nfs2s3.doctor.Answer;
import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether database, bucket and prefix go together. */
public final class SiteChecks {
    /** That database, bucket and prefix go together. What is tried in them comes {@link Check#after} this. */
    public static final CheckCode SITE = CheckCode.SITE;

    /** Epochs that a marker may be behind without a word, each of twenty seconds or more. */
    private static final int BEHIND = 20;

    private SiteChecks() {}

    /**
     * @param database the code of its check that it takes writes
     * @param bucket the code of its check: what answers in the place of S3 must not be taken for another site
     */
    public static List<Check> of(SiteGuard guard, CheckCode database, CheckCode bucket) {
        return List.of(Check.atStart(SITE, "site", () -> look(guard, guard::check))
                .probingOr(() -> look(guard, guard::peek))
                .after(database)
                .after(bucket));
    }

    private static Answer look(SiteGuard guard, Supplier<Optional<String>> question) {
        Optional<String> suspended;
        try {
            suspended = question.get();
        } catch (MigrationException e) {
            if (e.code() != FailureCode.STORE_REFUSES) {
                throw e;
            }
            return Answer.broken(
                    "the site's marker below the prefix: " + ErrorText.of(e),
                    "grant s3:GetObject and s3:PutObject on the prefix, and s3:ListBucket on the bucket");
        }
        if (suspended.isPresent()) {
            return Answer.broken(suspended.get());
        }
        SiteView site = guard.show();
        if (site.markerSite().isEmpty()) {
            return Answer.good("is " + site.id() + ", and " + site.place() + " has no marker yet; a daemon puts it");
        }
        long behind = site.epoch() - site.markerEpoch();
        if (behind > BEHIND) {
            return Answer.warning(
                    "the marker of " + site.place() + " is " + behind
                            + " epochs behind: a database that goes back by less is not noticed",
                    "see \"the site's marker stays behind\" in the log of a daemon, and in docs/troubleshooting.md");
        }
        return Answer.good("is " + site.id() + ", and " + site.place() + " is its own");
    }
}
