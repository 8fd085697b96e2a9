package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code doctor} says of URLs that would lead nowhere. */
class DoctorUrlsIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private Finding finding(CheckCode code, String... settings) {
        List<Finding> findings = SomeChecks.examine(site.settings(settings), found -> found == code);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }

    private void execute(String sql) {
        site.jdbi().useHandle(handle -> handle.execute(sql));
    }

    @Test
    void that_no_host_of_the_table_is_enabled_is_a_warning() {
        String fromTable = "resolve.cdnHostsFrom = database";
        assertThat(finding(CheckCode.SETTINGS_URLS, fromTable).level()).isEqualTo(Level.OK);

        execute("UPDATE nfs2s3.cdn_host SET enabled = false");

        assertThat(finding(CheckCode.SETTINGS_URLS, fromTable)).satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.WARNING);
            assertThat(found.text()).contains("nfs2s3.cdn_host", "enable one");
        });
    }

    @Test
    void that_pages_guess_in_an_outage_is_a_warning_where_originals_are_taken_away() {
        assertThat(finding(CheckCode.SETTINGS_RETIRED_URLS).level()).isEqualTo(Level.OK);
        assertThat(finding(CheckCode.SETTINGS_RETIRED_URLS, "retire.enabled = true")
                        .level())
                .isEqualTo(Level.WARNING);

        Copies.migrate(site.application().catalog(), Copies.paths("old", 1));
        assertThat(finding(CheckCode.SETTINGS_RETIRED_URLS).level()).isEqualTo(Level.OK);
        execute("UPDATE nfs2s3.media SET state = 'RETIRED', retired_at = now()");

        assertThat(finding(CheckCode.SETTINGS_RETIRED_URLS)).satisfies(found -> {
            assertThat(found.level()).isEqualTo(Level.WARNING);
            assertThat(found.text()).contains("resolve.databaseDown = nfs", "resolve.databaseDown = fail");
        });
        assertThat(finding(CheckCode.SETTINGS_RETIRED_URLS, "resolve.databaseDown = fail")
                        .level())
                .isEqualTo(Level.OK);
    }
}
