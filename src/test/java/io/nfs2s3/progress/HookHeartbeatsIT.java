package io.nfs2s3.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.database.Deadline;
import io.nfs2s3.progress.ProgressReport.HookCounts;
import io.nfs2s3.progress.SiteFigures.UploadCounts;
import io.nfs2s3.testing.TestSite;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the hooks of a site have counted, all together. */
class HookHeartbeatsIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final HookHeartbeats heartbeats = new HookHeartbeats(site.jdbi());
    private static final ProgressReporter reporter = site.application().progress();

    private static void beat(String name, long refused) {
        heartbeats.write(new HookCounts(name, 0, "CLOSED", "CLOSED", 10, 0, 0, 0, refused, 0), Deadline.NONE);
    }

    private static UploadCounts uploads() {
        return site.jdbi().withHandle(HookHeartbeats::uploads);
    }

    @Test
    void uploads_never_become_fewer_whatever_becomes_of_their_hooks() {
        beat("web1~0a/7/1", 2);
        beat("web2~0a/7/1", 3);
        UploadCounts all = new UploadCounts(20, 0, 0, 0, 5);
        assertThat(uploads()).isEqualTo(all);

        site.jdbi()
                .useHandle(handle -> handle.execute("UPDATE nfs2s3.upload_hook"
                        + " SET seen_at = now() - interval '25 hours' WHERE name = 'web1~0a/7/1'"));
        assertThat(reporter.report().hooks()).hasSize(1);
        assertThat(uploads()).as("one is silent").isEqualTo(all);

        assertThat(reporter.forgetHooks(Duration.ofDays(1))).isEqualTo(1);
        assertThat(uploads()).as("and forgotten").isEqualTo(all);

        heartbeats.remove("web2~0a/7/1", Deadline.NONE);
        assertThat(uploads()).as("the other is closed").isEqualTo(all);
        assertThat(reporter.report().hooks()).isEmpty();
        assertThat(site.query("SELECT host FROM nfs2s3_views.hosts")).isEmpty();
        assertThat(reporter.forgetHooks(Duration.ofDays(1))).isZero();

        beat("web1~0a/8/1", 1);
        assertThat(uploads()).as("one is opened").isEqualTo(new UploadCounts(30, 0, 0, 0, 6));
    }
}
