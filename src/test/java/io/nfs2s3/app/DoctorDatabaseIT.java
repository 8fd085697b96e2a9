package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nfs2s3.doctor.CheckCategory;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.site.SiteChecks;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A database, a mount and settings that are broken in one way each: {@code doctor} names it, and what cures it. */
class DoctorDatabaseIT {
    @RegisterExtension
    private final TestSite site = TestSite.open();

    private List<Finding> findings(String... settings) {
        try (Application application = new Application(site.settings(settings))) {
            return application.doctor().examineAll();
        }
    }

    /** @param sql with the name of the site, of its database too, for {@code %s} */
    private static Arguments fault(CheckCode code, String sql, String setting, String detail, String remedy) {
        return arguments(code, sql, setting, detail, remedy);
    }

    private static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        CheckCode.DATABASE_WRITABLE,
                        "ALTER DATABASE %s SET default_transaction_read_only = on",
                        "",
                        "every transaction is read-only",
                        "RESET default_transaction_read_only"),
                fault(
                        CheckCode.DATABASE_RIGHTS,
                        """
                        CREATE ROLE reader_%1$s LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA nfs2s3 TO reader_%1$s;
                        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nfs2s3 TO reader_%1$s;
                        GRANT EXECUTE ON FUNCTION nfs2s3.ensure_ledger() TO reader_%1$s;
                        REVOKE ALL ON nfs2s3.ledger FROM reader_%1$s;
                        REVOKE DELETE ON nfs2s3.outbox FROM reader_%1$s; REVOKE SELECT ON nfs2s3.throughput FROM reader_%1$s
                        """,
                        "database { user = reader_%s, password = secret }",
                        "lacks DELETE ON nfs2s3.outbox; SELECT ON nfs2s3.throughput",
                        "as the owner: GRANT DELETE ON nfs2s3.outbox TO reader_"),
                fault(
                        CheckCode.DATABASE_SEQUENCES,
                        """
                        INSERT INTO nfs2s3.outbox (id, message) OVERRIDING SYSTEM VALUE VALUES (41, '{}')
                        """,
                        "",
                        "nfs2s3.outbox has id 41",
                        "SELECT setval('nfs2s3.outbox_id_seq', 41)"),
                fault(
                        CheckCode.DATABASE_REGISTER,
                        "ALTER TABLE nfs2s3.media ADD CONSTRAINT broken CHECK (generation < 2)",
                        "",
                        "violates check constraint \"broken\"",
                        ""),
                fault(
                        CheckCode.DATABASE_SITE_UPDATE,
                        "",
                        "catalog.siteUpdate = \"UPDATE nothing SET a = :path\"",
                        "\"nothing\" does not exist",
                        ""),
                fault(
                        CheckCode.SETTINGS_IN_DATABASE,
                        "DELETE FROM nfs2s3.kind WHERE name = 'audio'",
                        "",
                        "the kinds in the database",
                        "run 'nfs2s3 schema migrate'"),
                fault(
                        CheckCode.SETTINGS_URLS,
                        "",
                        "resolve.nfsBaseUrl = \"https://other.example.com/\"",
                        "url_setting",
                        "run 'nfs2s3 schema migrate'"),
                fault(
                        CheckCode.DATABASE,
                        "DROP SCHEMA nfs2s3 CASCADE",
                        "",
                        "is missing or old",
                        "run 'nfs2s3 schema migrate'"),
                fault(
                        CheckCode.DATABASE,
                        "",
                        "database.url = \"jdbc:postgresql://127.0.0.1:1/none\"",
                        "cannot be used",
                        "check database.url, user and password"),
                fault(CheckCode.HOST_SPOOL, "", "upload.spool = /nowhere/spool", "/nowhere", "create it"));
    }

    private static boolean asksNoOtherService(CheckCode code) {
        return code.category() != CheckCategory.STORE
                && code.category() != CheckCategory.QUEUE
                && code != SiteChecks.SITE;
    }

    @ParameterizedTest(name = "{0}: {3}")
    @MethodSource("faults")
    void what_is_broken_is_named_with_its_cure(
            CheckCode code, String sql, String setting, String detail, String remedy) {
        if (!sql.isEmpty()) {
            site.jdbi()
                    .useHandle(handle ->
                            handle.createScript(sql.formatted(site.bucket())).execute());
        }
        List<Finding> findings = SomeChecks.examine(
                site.settings(setting.formatted(site.bucket()), "database.connectTimeout = 2 s"),
                DoctorDatabaseIT::asksNoOtherService);

        assertThat(findings)
                .filteredOn(finding -> !finding.ok())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(code);
                    assertThat(finding.text()).contains(detail).contains(remedy).doesNotContain("Exception");
                });
    }

    @Test
    void the_rights_that_the_hook_and_the_daemon_need_are_enough() {
        site.jdbi()
                .useHandle(handle ->
                        handle.createScript("""
                        CREATE ROLE guest_%1$s LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA nfs2s3 TO guest_%1$s;
                        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nfs2s3 TO guest_%1$s;
                        GRANT EXECUTE ON FUNCTION nfs2s3.ensure_ledger() TO guest_%1$s
                        """.formatted(site.bucket())).execute());

        assertThat(findings("database { user = guest_%s, password = secret }".formatted(site.bucket())))
                .allMatch(Finding::ok)
                .filteredOn(finding -> finding.code() == CheckCode.DATABASE_SEQUENCES)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("nfs2s3.media_id_seq", "may not read"));
    }

    @Test
    void what_was_tried_leaves_no_row() {
        assertThat(findings()).allMatch(Finding::ok);

        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
        assertThat(site.count("SELECT count(*) FROM nfs2s3.superseded")).isZero();
    }

    @Test
    void a_mount_that_is_gone_is_told() throws IOException {
        Files.delete(site.media().resolve(".nfs2s3-mounted"));

        assertThat(findings())
                .filteredOn(finding -> !finding.ok())
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(CheckCode.MOUNT_ROOT);
                    assertThat(finding.text()).contains("Mount the source root");
                });
    }
}
