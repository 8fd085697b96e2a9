package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code doctor} runs, writes and prints by its options, and what it ends with. */
class DoctorCommandIT {
    private static final String LEFT_OUT =
            "left out writes data of its own, which it removes again; run 'nfs2s3 doctor --probe'";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private final Commands commands = new Commands(site.settingsFile());

    private static Set<String> all(List<JsonNode> findings, String field) {
        return findings.stream().map(finding -> finding.path(field).asText()).collect(Collectors.toSet());
    }

    /** Not even the marker of the site. */
    @Test
    void without_probe_it_writes_nothing_and_names_what_it_left_out() {
        try (TestSite fresh = TestSite.open()) {
            List<String> before = fresh.query("SELECT epoch || ' ' || epoch_at FROM nfs2s3.site");

            List<String> out = new Commands(fresh.settingsFile()).done("doctor");

            assertThat(out).contains(LEFT_OUT).anyMatch(line -> line.contains("has no marker yet"));
            List<String> codes = out.stream()
                    .skip(out.indexOf(LEFT_OUT) + 1L)
                    .takeWhile(line -> line.startsWith(" "))
                    .toList();
            assertThat(codes).allMatch(line -> line.length() <= 80);
            assertThat(String.join(" ", codes).strip().split(" +", -1))
                    .containsExactlyInAnyOrder(
                            "DATABASE_REGISTER",
                            "QUEUE_UPLOADS_MESSAGE",
                            "QUEUE_UPLOADS_DEAD_LETTER",
                            "QUEUE_BACKFILL_MESSAGE",
                            "QUEUE_BACKFILL_DEAD_LETTER",
                            "STORE_PUT",
                            "STORE_KINDS",
                            "STORE_WRITE_ONCE",
                            "STORE_READ",
                            "STORE_PARTS",
                            "MOUNT_TRASH");
            assertThat(fresh.keys()).isEmpty();
            assertThat(Queues.of(fresh, "uploads").depth().isEmpty()).isTrue();
            assertThat(fresh.query("SELECT epoch || ' ' || epoch_at FROM nfs2s3.site"))
                    .isEqualTo(before);
            assertThat(fresh.count("SELECT count(*) FROM nfs2s3.media_id_seq WHERE is_called"))
                    .isZero();
        }
    }

    @Test
    void with_probe_it_tries_all_of_it() {
        List<String> out = commands.done("doctor --probe");

        assertThat(out)
                .doesNotContain(LEFT_OUT)
                .anyMatch(line -> line.startsWith("ok       STORE_PUT  S3 takes an object: was put, proved by"))
                .anyMatch(line -> line.startsWith("ok       QUEUE_UPLOADS_MESSAGE  messages of "))
                .anyMatch(line -> line.startsWith("ok       DATABASE_REGISTER  registering an upload: "));
    }

    @Test
    void a_category_is_run_alone_as_long_as_it_needs_no_other() {
        assertThat(all(commands.run("doctor --json --category queue").json(), "category"))
                .containsExactlyInAnyOrder("queue", "settings");
        assertThat(all(commands.run("doctor --json --category queue --probe").json(), "code"))
                .contains("SITE", "DATABASE", "QUEUE_UPLOADS_MESSAGE")
                .doesNotContain("DATABASE_RIGHTS", "STORE_PUT", "HOST_MEMORY");
        assertThat(all(commands.run("doctor --json --category host,mount").json(), "category"))
                .containsExactlyInAnyOrder("host", "mount");
        assertThat(commands.run("doctor --category weather").code()).isEqualTo(2);
    }

    @Test
    void with_a_category_only_what_is_of_it_is_created_and_the_rest_is_named() {
        Commands.Ran ran = commands.run("doctor --json --create --category mount");

        assertThat(ran.json())
                .filteredOn(finding -> finding.path("cause").asText().startsWith("was not created"))
                .extracting(finding -> finding.path("code").asText())
                .containsExactly("QUEUE_UPLOADS", "QUEUE_BACKFILL", "STORE_BUCKET");
        assertThat(ran.json().get(3).path("code").asText()).isEqualTo("MOUNT_SENTINEL");
        assertThat(ran.json().get(3).path("level").asText()).isEqualTo("ok");
    }

    @Test
    void json_has_for_each_check_its_code_its_level_its_cause_its_fix_and_its_page() {
        assertThat(commands.run("doctor --json").json())
                .hasSizeGreaterThan(40)
                .allSatisfy(finding -> assertThat(finding.fieldNames())
                        .toIterable()
                        .containsExactly("code", "category", "subject", "level", "ok", "cause", "fix", "page"))
                .filteredOn(finding -> finding.path("code").asText().equals("STORE_PUT"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.path("level").asText()).isEqualTo("left out");
                    assertThat(finding.path("ok").asBoolean()).isTrue();
                    assertThat(finding.path("fix").asText()).isEqualTo("run 'nfs2s3 doctor --probe'");
                    assertThat(finding.path("page").asText()).isEqualTo("docs/doctor.md#store_put");
                });
    }

    @Test
    void a_warning_ends_it_with_1_where_that_is_asked_for_and_an_error_with_3_always() {
        try (TestSite other = TestSite.open()) {
            Commands its = new Commands(other.settingsFile());
            assertThat(its.run("doctor --category site --fail-on warning").code())
                    .isZero();
            FailedRows.insert(other, "images/1.jpg", "image", "SOURCE_READ", 1);

            assertThat(its.run("doctor --category site").code()).isZero();
            assertThat(its.run("doctor --category site --fail-on error").code()).isZero();
            Commands.Ran ran = its.run("doctor --category site --fail-on warning");
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.out())
                    .containsSequence(
                            "warning  SITE_FAILED  files that failed",
                            "         cause  1 stay on NFS: 1 SOURCE_READ",
                            "         fix    see 'nfs2s3 failed list'; mend the reason, then run 'nfs2s3 failed retry'",
                            "         page   docs/doctor.md#site_failed");
            other.jdbi().useHandle(handle -> handle.execute("DROP SCHEMA nfs2s3 CASCADE"));
            assertThat(its.run("doctor --category site --fail-on warning").code())
                    .isEqualTo(3);
        }
    }
}
