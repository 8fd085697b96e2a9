package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.catalog.FailedFiles;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failed files as an operator sees them: four that failed 4, 3, 2 and 1 hours ago. */
class FailedCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("backfill");

    private static final Commands commands = new Commands(site.settingsFile());

    @BeforeEach
    void fill() {
        FailedRows.insert(site, "images/a/4.jpg", "image", "SOURCE_MISSING", 4);
        FailedRows.insert(site, "images/b/3.jpg", "image", "SOURCE_MISSING", 3);
        FailedRows.insert(site, "audio/2.mp3", "audio", "SOURCE_FORBIDDEN", 2);
        FailedRows.insert(site, "images/a/1.jpg", "image", "FROM_TOMORROW", 1);
    }

    private static List<String> failed() {
        return site.query("SELECT path FROM nfs2s3.media WHERE state = 'FAILED' ORDER BY failed_at");
    }

    @Test
    void a_listing_shows_the_newest_first_and_sums_up_by_reason() {
        List<String> lines = commands.done("failed list");

        assertThat(lines.subList(0, 4))
                .first()
                .asString()
                .matches(
                        "images/a/1\\.jpg  generation 3  failed 20.*Z  after 2 attempts  FROM_TOMORROW: because\\\\x0Aof it");
        assertThat(lines.subList(4, lines.size()))
                .containsExactly(
                        "failed: 4 files",
                        "        2  SOURCE_MISSING       last 3 h 0 min ago, such as images/a/4.jpg",
                        "           the file is gone: restore it and retry, or leave it if it was removed on purpose",
                        "        1  FROM_TOMORROW        last 1 h 0 min ago, such as images/a/1.jpg",
                        "           a newer build of nfs2s3 gave this reason; its message says more",
                        "        1  SOURCE_FORBIDDEN     last 2 h 0 min ago, such as audio/2.mp3",
                        "           let the daemon's user read it, then retry");
        assertThat(commands.done("failed list --by-reason")).isEqualTo(lines.subList(4, lines.size()));
        assertThat(commands.done("failed list --limit 1"))
                .hasSize(8)
                .contains("failed: 4 files, the newest 1 are shown");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1 2 3 4",
        "--kind audio, 2",
        "--prefix images/a/, 1 4",
        "--code source_missing, 3 4",
        "--since 150m, 1 2",
        "--until 150m, 3 4",
        "--since 210m --until 90m --prefix images/, 3",
        "--limit 2, 1 2",
        "--kind audio --code SOURCE_MISSING, ''",
    })
    void a_listing_is_narrowed_by_its_options(String options, String expected) {
        assertThat(commands.run(("failed list --json " + options).strip()).json().stream()
                        .map(file -> file.path("path").asText().replaceAll("\\D+\\d?$|[^0-9]", "")))
                .map(digits -> digits.substring(0, 1))
                .containsExactly(expected.isEmpty() ? new String[0] : expected.split(" "));
    }

    @Test
    void a_script_gets_every_field() {
        JsonNode file = commands.run("failed list --json --code SOURCE_FORBIDDEN")
                .json()
                .get(0);
        assertThat(file.path("path").asText()).isEqualTo("audio/2.mp3");
        assertThat(file.path("generation").asInt()).isEqualTo(3);
        assertThat(file.path("kind").asText()).isEqualTo("audio");
        assertThat(file.path("code").asText()).isEqualTo("SOURCE_FORBIDDEN");
        assertThat(file.path("message").asText()).isEqualTo("because\nof it");
        assertThat(file.path("attempts").asInt()).isEqualTo(2);
        assertThat(file.path("failedAt").asText()).matches("20\\d\\d-.*Z");

        JsonNode reason = commands.run("failed list --json --by-reason").json().get(0);
        assertThat(reason.path("code").asText()).isEqualTo("SOURCE_MISSING");
        assertThat(reason.path("files").asLong()).isEqualTo(2);
        assertThat(reason.path("examplePath").asText()).isEqualTo("images/a/4.jpg");
        assertThat(reason.path("whatToDo").asText()).startsWith("the file is gone");
        assertThat(reason.path("firstFailedAt").asText())
                .isLessThan(reason.path("lastFailedAt").asText());
    }

    @Test
    void more_files_than_a_page_has_are_all_listed_once() {
        site.clearTables();
        int many = 2 * FailedFiles.PAGE + 1;
        FailedRows.insertMany(site, many);

        assertThat(commands.run("failed list --json").json())
                .hasSize(many)
                .doesNotHaveDuplicates()
                .extracting(file -> file.path("path").asText())
                .startsWith("images/many" + many + ".jpg")
                .endsWith("images/many1.jpg");
        assertThat(commands.done("failed list --limit " + (FailedFiles.PAGE + 1)))
                .hasSize(FailedFiles.PAGE + 1 + 3);
    }

    @ParameterizedTest
    @CsvSource({
        "--kind image, audio/2.mp3",
        "--prefix images/a/, images/b/3.jpg audio/2.mp3",
        "--code SOURCE_MISSING, audio/2.mp3 images/a/1.jpg",
        "--until 150m, audio/2.mp3 images/a/1.jpg",
        "--limit 3, images/a/1.jpg",
        "images/b/3.jpg audio/2.mp3, images/a/4.jpg images/a/1.jpg",
        "--all, ''",
    })
    void a_retry_takes_what_the_options_leave_and_no_other(String options, String left) {
        List<String> stay = left.isEmpty() ? List.of() : List.of(left.split(" ", -1));
        int taken = 4 - stay.size();
        assertThat(commands.done("failed retry --dry-run " + options))
                .containsExactly(Plural.of(taken, "file") + " would go back to the queue");
        assertThat(commands.run("failed retry --dry-run --json " + options)
                        .json()
                        .get(0)
                        .path("wouldRequeue")
                        .asInt())
                .isEqualTo(taken);
        assertThat(failed()).hasSize(4);
        assertThat(Queues.of(site, "backfill").depth().isEmpty()).isTrue();

        assertThat(commands.done("failed retry " + options))
                .containsExactly(Plural.of(taken, "file goes", "files go") + " back to the queue");

        assertThat(failed()).isEqualTo(stay);
        assertThat(Queues.takeUploads(Queues.of(site, "backfill"))).hasSize(taken);
    }

    @Test
    void a_retry_tells_a_script_what_became_of_it() {
        JsonNode result = commands.run("failed retry --all --json").json().get(0);

        assertThat(result.path("requeued").asLong()).isEqualTo(4);
        assertThat(result.path("unsent").asLong()).isZero();
        assertThat(result.path("reason").asText()).isEmpty();
    }

    @Test
    void a_path_that_is_not_failed_is_named_and_left_alone() {
        Commands.Ran ran = commands.run("failed retry images/a/4.jpg images/fine.jpg");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).containsExactly("1 file goes back to the queue");
        assertThat(ran.err()).containsExactly("nfs2s3: left as it is, for it is not FAILED: images/fine.jpg");
    }

    @ParameterizedTest
    @CsvSource({
        "failed retry, this would retry every failed file: say --all",
        "failed retry --kind video, 'the kinds are audio, image, other'",
        "failed list --code SOURCE_MISING, Invalid value for option '--code'",
        "failed list --limit 0, --limit 0",
        "failed retry ../a, not a media path",
        "failed list --since 1h --until 2h, nothing can lie between them",
    })
    void wrong_usage_changes_nothing_and_says_what_would_be_right(String line, String expected) {
        Commands.Ran ran = commands.run(line);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().get(0)).startsWith("nfs2s3: ").contains(expected);
        assertThat(failed()).hasSize(4);
    }

    @Test
    void while_sqs_is_down_a_retry_says_that_the_files_are_left_failed() {
        try (TcpProxy sqs = Wire.toSqs(site)) {
            sqs.refuse();
            Commands.Ran ran = new Commands(site.settingsFile(Wire.sqsSetting(sqs))).run("failed retry --all");

            assertThat(ran.code()).isEqualTo(3);
            assertThat(ran.err()).singleElement().asString().contains("SQS queue", "every file is left FAILED");
        }
        assertThat(failed()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"failed list", "failed retry --all"})
    void while_the_database_is_down_one_line_says_so(String line) {
        try (TcpProxy database = Wire.toDatabase(site)) {
            database.refuse();
            Commands down = new Commands(
                    site.settingsFile(Wire.databaseSetting(site, database), "database.connectTimeout = 250 ms"));

            assertThat(down.run(line).code()).isEqualTo(3);
            assertThat(down.run(line).err()).singleElement().asString().contains("check database.url");
        }
    }
}
