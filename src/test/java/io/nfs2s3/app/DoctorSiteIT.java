package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.Check;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Doctor;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a site has left to be done: {@code doctor} names it, and the command that does it. */
class DoctorSiteIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Application application = site.application();

    private static Finding finding(CheckCode code) {
        List<Check> checks = application.doctor().checks().stream()
                .filter(check -> check.code() == code)
                .toList();
        List<Finding> findings = new Doctor(checks, List.of()).examineAll();
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private static void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    @Test
    void files_that_failed_are_a_warning_with_their_reasons() {
        assertThat(finding(CheckCode.SITE_FAILED).level()).isEqualTo(Level.OK);
        FailedRows.insert(site, "images/1.jpg", "image", "SOURCE_READ", 1);
        FailedRows.insert(site, "images/2.jpg", "image", "SOURCE_READ", 1);
        FailedRows.insert(site, "images/3.jpg", "image", "SOURCE_FORBIDDEN", 1);

        assertThat(finding(CheckCode.SITE_FAILED).level()).isEqualTo(Level.WARNING);
        assertThat(finding(CheckCode.SITE_FAILED).text())
                .startsWith("3 stay on NFS: 2 SOURCE_READ, 1 SOURCE_FORBIDDEN;")
                .contains("nfs2s3 failed list", "nfs2s3 failed retry");
    }

    @Test
    void uploads_that_wait_for_long_and_those_that_were_set_aside_are_a_warning() {
        assertThat(finding(CheckCode.SITE_OUTBOX).detail()).isEqualTo("is empty");
        execute("INSERT INTO nfs2s3.outbox (message, created_at) VALUES ('{}', now() - interval '1 h')");

        assertThat(finding(CheckCode.SITE_OUTBOX).level()).isEqualTo(Level.WARNING);
        assertThat(finding(CheckCode.SITE_OUTBOX).text()).contains("the first of them for 36", "nfs2s3 drain");
        execute("UPDATE nfs2s3.outbox SET set_aside_at = now(), last_error = 'too long'");

        assertThat(finding(CheckCode.SITE_OUTBOX).text())
                .contains("1 uploads were set aside", "nfs2s3 outbox list --set-aside");
    }

    @Test
    void runs_that_came_to_no_end_are_a_warning() {
        execute(
                "INSERT INTO nfs2s3.run (kind, source, what, owner, state) VALUES"
                        + " ('VERIFY', 'ALL', '', 'elsewhere/1/1', 'PAUSED'), ('ADOPT', 'ALL', '', 'elsewhere/1/2', 'RUNNING')");
        assertThat(finding(CheckCode.SITE_RUNS).level()).isEqualTo(Level.OK);
        execute("UPDATE nfs2s3.run SET seen_at = now() - interval '1 h'");
        execute("INSERT INTO nfs2s3.run (kind, source, what, owner, state, error)"
                + " VALUES ('RETIRE', 'ALL', '', 'elsewhere/1/3', 'FAILED', 'no mount')");

        assertThat(finding(CheckCode.SITE_RUNS).level()).isEqualTo(Level.WARNING);
        assertThat(finding(CheckCode.SITE_RUNS).text())
                .contains("2 came to no end", "(retire) failed: no mount", "(adopt) has not been heard of for 36")
                .contains("nfs2s3 runs resume ID", "nfs2s3 runs cancel ID");
    }
}
