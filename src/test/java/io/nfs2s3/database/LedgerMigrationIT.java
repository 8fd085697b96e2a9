package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A site that has rows gets the ledger while a daemon of the build before is at work. */
class LedgerMigrationIT {
    @RegisterExtension
    private final TestSite site = TestSite.empty();

    @Test
    void the_rows_stay_and_what_a_daemon_of_the_build_before_does_is_recorded_at_once() {
        site.migrateTo(10);
        Application before = site.application();
        List<MediaPath> old = Copies.paths("old", 3);
        List<MediaPath> later = Copies.paths("later", 2);
        Copies.migrate(before.catalog(), old);

        assertThat(site.application().newSchema().migrate()).isPositive();
        Copies.migrate(before.catalog(), later);
        before.catalog().register(old.subList(0, 1));

        assertThat(site.query("SELECT act || ' ' || path FROM nfs2s3.ledger ORDER BY id"))
                .containsExactly("FLIP images/later1.jpg", "FLIP images/later2.jpg", "REUPLOAD images/old1.jpg");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media WHERE location = 'S3'"))
                .isEqualTo(4);
    }
}
