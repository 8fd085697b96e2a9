package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.resilience.ProcessName;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.TestSite;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ledger as an operator sees it. The one test that drops months comes last. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LedgerCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());

    /** Two flips, a failure and its retry, and many lines of old months. */
    @BeforeAll
    static void fill() {
        Copies.migrate(
                site.application().catalog(), List.of(MediaPath.of("images/1.jpg"), MediaPath.of("images/2.jpg")));
        FailedRows.insert(site, "images/3.jpg", "image", "SOURCE_MISSING", 1);
        commands.done("failed retry --all");
        site.jdbi().useHandle(handle -> handle.execute("""
                        INSERT INTO nfs2s3.ledger (at, act, path, generation, was, state, login, application)
                        SELECT timestamptz '2024-02-10 00:00Z' + make_interval(mins => i / 10), E'FL\\x1b[2JIP',
                            'images/old' || i || '.jpg', 1, 'QUEUED', 'MIGRATED', E'si\\nte', E'by \\x1b[31m hand'
                        FROM generate_series(1, 4500) AS i"""));
        commands.done("schema migrate");
    }

    @Test
    void a_listing_shows_the_newest_first_with_who_did_it() {
        List<String> lines = commands.done("ledger list --since 1h");

        String who = " by \\w+ from [0-9.:]+ \\(";
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0))
                .matches("20.*Z  RETRY  images/3\\.jpg  generation 4  FAILED -> QUEUED " + who + "nfs2s3 failed retry@"
                        + ProcessName.host() + "\\)");
        assertThat(lines.get(1))
                .contains(
                        "  INSERT  images/3.jpg  generation 3  none -> FAILED  SOURCE_MISSING: because\\x0Aof it  by ");
        assertThat(lines.get(2)).contains("  FLIP  images/2.jpg  ");
        assertThat(lines.get(3))
                .matches("20.*Z  FLIP  images/1\\.jpg  generation 1  QUEUED -> MIGRATED  object images/1\\.jpg"
                        + "  bytes 11  CRC32C:\\S+  etag \"etag\" " + who + "nfs2s3\\)");
        assertThat(commands.done("ledger list --since 2024-02-10T00:00:00Z --until 2024-02-10T00:01:00Z"))
                .hasSize(9)
                .allMatch(line -> line.contains("  FL\\x1B[2JIP  ")
                        && line.contains("  by si\\x0Ate from ")
                        && line.endsWith(" (by \\x1B[31m hand)"));
    }

    @ParameterizedTest
    @CsvSource({
        "images/1.jpg images/3.jpg, 3 3 1",
        "images/none.jpg, ''",
        "--act flip --limit 2, 2 1",
        "--act retry, 3",
        "--until 2024-02-10T00:00:30Z --limit 2, old9 old8",
        "--since 1h --act flip_back, ''"
    })
    void options_narrow_it_down(String options, String expected) {
        assertThat(commands.run("ledger list --json " + options).json())
                .extracting(line -> line.get("path").asText())
                .containsExactlyElementsOf(
                        expected.isEmpty()
                                ? List.of()
                                : List.of(expected.split(" ")).stream()
                                        .map(name -> "images/" + name + ".jpg")
                                        .toList());
    }

    @Test
    void every_line_is_told_once_over_many_pages() {
        assertThat(commands.run("ledger list --json --until 2024-03-01T00:00:00Z")
                        .json())
                .hasSize(4_500)
                .extracting(line -> line.get("path").asText())
                .doesNotHaveDuplicates();
    }

    @Test
    void json_has_everything() {
        JsonNode line = commands.run("ledger list images/1.jpg --json").onlyJson();

        assertThat(line.get("act").asText()).isEqualTo("FLIP");
        assertThat(line.get("locationBefore").asText()).isEqualTo("NFS");
        assertThat(line.get("location").asText()).isEqualTo("S3");
        assertThat(line.get("bytes").asLong()).isEqualTo(11);
        assertThat(line.get("objectKey").asText()).isEqualTo("images/1.jpg");
        assertThat(line.get("checksum").asText()).startsWith("CRC32C:");
    }

    @Test
    void wrong_use_is_told() {
        assertThat(commands.run("ledger list --limit 0").error(2)).contains("give 1 or more");
        assertThat(commands.run("ledger list ../secret").error(2)).contains("..");
        assertThat(commands.run("ledger prune --older-than 3 weeks --yes").error(2))
                .contains("whole months or years");
        assertThat(commands.run("ledger prune").code()).isEqualTo(2);
    }

    @Test
    void a_user_without_the_right_is_told_which() {
        String role = site.bucket() + "_ledger";
        site.jdbi()
                .useHandle(handle -> handle.createScript("CREATE ROLE " + role + " LOGIN PASSWORD 'a'; GRANT USAGE ON"
                                + " SCHEMA nfs2s3 TO " + role)
                        .execute());
        try {
            Commands other = new Commands(site.settingsFile("database { user = " + role + ", password = a }"));
            assertThat(other.run("ledger list").error(3)).endsWith("GRANT SELECT ON nfs2s3.ledger TO " + role);
            site.jdbi().useHandle(handle -> handle.execute("GRANT SELECT ON nfs2s3.ledger TO " + role));
            assertThat(other.done("ledger list --limit 1")).hasSize(1);
            assertThat(other.done("ledger prune --older-than 1 month")).isNotEmpty();
            assertThat(other.run("ledger prune --older-than 1 month --yes").error(3))
                    .endsWith("GRANT EXECUTE ON FUNCTION nfs2s3.prune_ledger(date) TO " + role);
        } finally {
            site.jdbi()
                    .useHandle(handle -> handle.createScript("DROP OWNED BY " + role + "; DROP ROLE " + role)
                            .execute());
        }
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void old_months_are_dropped_only_when_told_and_not_while_they_are_read() {
        assertThat(commands.done("ledger prune --older-than 12 months"))
                .hasSize(2)
                .first()
                .asString()
                .matches("2024-02  4,500 lines, [0-9,]+ bytes");
        assertThat(commands.done("ledger prune --older-than 12 months").get(1))
                .contains("nothing was dropped, say --yes");
        try (Handle backup = site.jdbi().open()) {
            backup.begin();
            backup.execute("SELECT FROM nfs2s3.ledger");
            Commands.Ran refused = commands.run("ledger prune --older-than 12 months --yes");
            assertThat(refused.error(3)).contains("the month 2024-02 was not dropped", "run it again later");
            assertThat(refused.out())
                    .singleElement()
                    .asString()
                    .endsWith("0 lines, 0 bytes dropped; 1 month is left, run it again");
            backup.rollback();
        }

        assertThat(commands.run("ledger prune --older-than 1 year --yes --json").json())
                .hasSize(2)
                .allMatch(line -> line.get("lines").asLong() == 4_500
                        && line.get("dropped").asBoolean());

        assertThat(commands.done("ledger prune --older-than 12 months --yes"))
                .singleElement()
                .asString()
                .matches("0 months before 20..-..,? 0 lines, 0 bytes dropped");
        assertThat(commands.done("ledger list --act prune"))
                .singleElement()
                .asString()
                .contains("2024-02: 4500 lines");
    }
}
