package io.nfs2s3.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.testing.TestSite;
import org.junit.jupiter.api.Test;

class SchemaIT {
    @Test
    void a_schema_of_another_build_is_refused_in_one_plain_line() {
        try (TestSite site = TestSite.open()) {
            Schema schema = site.application().schema();
            assertThat(schema.problem()).isEmpty();
            assertThat(schema.migrate()).isZero();

            site.jdbi()
                    .useHandle(handle -> handle.execute("UPDATE nfs2s3.flyway_schema_history"
                            + " SET description = 'backfill', checksum = checksum + 1 WHERE version = '5'"));

            assertThat(schema.problem().orElseThrow())
                    .contains("made by another build: V5 of its migrations differs")
                    .doesNotContain("\n");
            assertThatThrownBy(schema::migrate)
                    .isInstanceOf(SchemaException.class)
                    .hasMessage(schema.problem().orElseThrow());
        }
    }

    /** Hosts run different builds while they are upgraded, and an older one may be started again. */
    @Test
    void a_schema_that_a_newer_build_brought_further_is_good_for_an_older_one() {
        try (TestSite site = TestSite.open()) {
            Schema schema = site.application().schema();
            site.jdbi().useHandle(handle -> handle.execute("""
                    INSERT INTO nfs2s3.flyway_schema_history (installed_rank, version, description, type, script, checksum,
                        installed_by, execution_time, success)
                    SELECT max(installed_rank) + 1, '9999', 'of a newer build', 'SQL', 'V9999__of_a_newer_build.sql', 1,
                        current_user, 0, true
                    FROM nfs2s3.flyway_schema_history
                    """));

            assertThat(schema.problem()).isEmpty();
            assertThat(schema.migrate()).isZero();
        }
    }

    @Test
    void a_schema_with_a_migration_to_come_is_old() {
        try (TestSite site = TestSite.open()) {
            Schema schema = site.application().schema();
            site.jdbi().useHandle(handle -> {
                handle.execute("DELETE FROM nfs2s3.flyway_schema_history WHERE installed_rank ="
                        + " (SELECT max(installed_rank) FROM nfs2s3.flyway_schema_history)");
            });

            assertThat(schema.problem().orElseThrow()).contains("is missing or old; run 'nfs2s3 schema migrate'");
        }
    }
}
