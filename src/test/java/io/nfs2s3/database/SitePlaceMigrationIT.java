package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An earlier build did not write down where the marker of the site is. */
class SitePlaceMigrationIT {
    private static final int BEFORE = 19;

    @RegisterExtension
    private final TestSite site = TestSite.empty();

    private void migrate() {
        assertThat(site.application().newSchema().migrate()).isPositive();
    }

    @Test
    void where_files_are_on_s3_a_marker_is_somewhere() {
        site.migrateTo(BEFORE);
        Copies.migrate(site.application().catalog(), Copies.paths("old", 1));

        migrate();

        assertThat(site.query("SELECT place || endpoint FROM nfs2s3.site")).containsExactly("");
    }

    @Test
    void where_none_is_there_need_not_be_one_yet() {
        site.migrateTo(BEFORE);

        migrate();

        assertThat(site.count("SELECT count(*) FROM nfs2s3.site WHERE place IS NULL"))
                .isEqualTo(1);
    }
}
