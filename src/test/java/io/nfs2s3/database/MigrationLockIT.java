package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.testing.TestSite;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code schema migrate} on a site that is at work. */
class MigrationLockIT {
    @RegisterExtension
    private final TestSite site = TestSite.empty();

    /** V5 adds a column to {@code media}; behind a lock that waits everybody waits, those too who only read. */
    @Test
    void a_migration_does_not_wait_for_its_lock_for_long() {
        site.migrateTo(4);
        Schema schema = site.application().schema();
        try (Handle report = site.jdbi().open()) {
            report.begin();
            report.execute("SELECT count(*) FROM nfs2s3.media");

            assertThatThrownBy(schema::migrate)
                    .isInstanceOf(FlywayException.class)
                    .hasMessageContaining("lock timeout");
            report.rollback();
        }
        assertThat(schema.migrate()).isPositive();
        assertThat(schema.problem()).isEmpty();
    }
}
