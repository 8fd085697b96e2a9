package io.nfs2s3.lab.chaos.lifecycle;

import io.nfs2s3.lab.chaos.site.ChaosSite;
import java.time.Duration;

/** Lets weeks pass for what is older than any page remembers. */
final class Calendar {
    /** Longer than {@code resolve.cache} and {@code resolve.staleFor} of the suite together. */
    private static final String REMEMBERED = "interval '3 s'";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private final ChaosSite site;

    Calendar(ChaosSite site) {
        this.site = site;
    }

    /** Of all files, and of the originals in the trash. Returns when none below the prefix is young. */
    void weeksPass(String prefix) {
        ChaosSite.comesTrue(PATIENCE, () -> {
            weeksPassNow();
            return young(prefix) == 0;
        });
    }

    private void weeksPassNow() {
        site.site().jdbi().useTransaction(handle -> {
            handle.execute("UPDATE nfs2s3.media SET migrated_at = migrated_at - interval '40 days'"
                    + " WHERE migrated_at > now() - interval '1 day' AND migrated_at < now() - " + REMEMBERED);
            handle.execute("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '40 days'"
                    + " WHERE changed_at > now() - interval '1 day' AND changed_at < now() - " + REMEMBERED);
        });
    }

    private long young(String prefix) {
        return site.site().query("""
                        SELECT path FROM nfs2s3.media WHERE starts_with(path, ?) AND migrated_at > now() - interval '1 day'
                        UNION ALL
                        SELECT path FROM nfs2s3.retired WHERE starts_with(path, ?) AND changed_at > now() - interval '1 day'
                        """, prefix, prefix).size();
    }
}
