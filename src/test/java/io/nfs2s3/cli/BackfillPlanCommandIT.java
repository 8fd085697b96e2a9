package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A site with 40 images of 1 KiB, a large one, 5 audio files, and a name that is no media. */
class BackfillPlanCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach();

    private static final Commands commands = new Commands(site.settingsFile("s3.multipartThreshold = 5 MiB"));

    @BeforeAll
    static void open() {
        for (int i = 0; i < 40; i++) {
            site.write("images/" + i % 4 + "/" + i + ".jpg", new byte[1_024]);
        }
        site.write("images/large.jpg", new byte[11 * 1_024 * 1_024]);
        for (int i = 0; i < 5; i++) {
            site.write("audio/" + i + ".mp3", new byte[10]);
        }
        site.write("images/half.tmp", new byte[10]);
    }

    private static JsonNode plan(String options) {
        return Commands.json(
                commands.done(("backfill plan --json " + options).strip()).get(0));
    }

    @Test
    void a_plan_counts_what_is_there_and_reckons_what_it_comes_to() {
        JsonNode plan = plan("");

        assertThat(plan.path("count").path("files").asLong()).isEqualTo(41);
        assertThat(plan.path("count").path("filesHeld").asLong()).isEqualTo(5);
        assertThat(plan.path("count").path("skipped").asLong())
                .as("sentinel, half.tmp")
                .isEqualTo(2);
        assertThat(plan.path("count").path("complete").asBoolean()).isTrue();
        assertThat(plan.path("sample").path("files").asInt()).isEqualTo(41);
        assertThat(plan.path("bytes").asLong()).isEqualTo(40 * 1_024 + 11 * 1_024 * 1_024);
        assertThat(plan.path("putRequests").asLong()).as("40, and 3 parts").isEqualTo(40 + 5);
        assertThat(plan.path("sqsRequests").asLong()).isEqualTo(3);
        assertThat(plan.path("workerBytes").asLong()).isEqualTo((128 + 200) * 1_024L * 1_024);
        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
    }

    @Test
    void a_person_reads_where_each_figure_comes_from() {
        assertThat(commands.done("backfill plan --sample 10"))
                .satisfiesExactly(
                        line -> assertThat(line).matches("names      48 counted in \\d+\\.\\d s, [\\d,]+ names/s"),
                        line -> assertThat(line)
                                .isEqualTo("files      41 to migrate; 5 of kinds that are not migrated, 0 of no kind,"
                                        + " 2 left out, 0 bad"),
                        line -> assertThat(line).startsWith("bytes      ").contains("by a sample of 10"),
                        line -> assertThat(line).startsWith("S3         ").contains("PUT requests", "plan.price"),
                        line -> assertThat(line).isEqualTo("SQS        3 requests"),
                        line -> assertThat(line)
                                .isEqualTo("time       0.0 days (0 s) at 200.0 files/s, assumed, for nothing was"
                                        + " migrated in the last hour"),
                        line -> assertThat(line)
                                .isEqualTo("memory     328.0 MiB for a worker at the most: worker.bytesInFlight and"
                                        + " 200.0 MiB"));
    }

    @Test
    void a_count_that_is_stopped_says_so() {
        assertThat(plan("--limit 48").path("count").path("complete").asBoolean())
                .isTrue();

        JsonNode some = plan("--limit 47");
        assertThat(some.path("count").path("names").asLong()).isEqualTo(47);
        assertThat(some.path("count").path("complete").asBoolean()).isFalse();
        assertThat(commands.done("backfill plan --limit 47"))
                .contains("           there are more: counting was stopped, and all below is of these names only");
    }

    @Test
    void a_prefix_and_a_rate_narrow_it_down() {
        JsonNode plan = plan("--prefix images/1/ --assume-rate 0.5");

        assertThat(plan.path("count").path("names").asLong()).isEqualTo(10);
        assertThat(plan.path("bytes").asLong()).isEqualTo(10 * 1_024);
        assertThat(plan.path("days").asDouble()).isEqualTo(20 / 86_400.0);
        assertThat(plan.path("rateFrom").asText()).isEqualTo("given");
    }

    @Test
    void the_rate_is_that_of_the_last_hour() {
        site.jdbi().useHandle(handle -> handle.execute("""
                INSERT INTO nfs2s3.progress (worker, bucket, files, bytes)
                SELECT 'w', date_trunc('minute', now()) - make_interval(mins => i), 600, 1
                FROM (VALUES (5), (6), (7), (120)) AS x (i)
                """));

        JsonNode plan = plan("");

        // 1,800 files in 130 seconds
        assertThat(plan.path("filesPerSecond").asDouble()).isBetween(13.8, 13.9);
        assertThat(plan.path("rateFrom").asText()).isEqualTo("measured in the last hour");
    }

    @Test
    void a_plan_needs_no_database() {
        try (TcpProxy database = Wire.toDatabase(site)) {
            database.refuse();
            Commands down = new Commands(
                    site.settingsFile(Wire.databaseSetting(site, database), "database.connectTimeout = 250 ms"));

            assertThat(down.done("backfill plan"))
                    .anyMatch(line -> line.endsWith("assumed, for the database cannot be reached"));
        }
    }

    @Test
    void what_only_looks_like_a_file_is_told() throws IOException {
        Path directory = Files.createDirectories(site.media().resolve("images/album.jpg"));
        Path file = Files.createFile(directory.resolve("a.jpg"));
        try {
            assertThat(commands.done("backfill plan"))
                    .contains("           1 of the sample are no files, are gone or may not be read: they would end"
                            + " FAILED");
        } finally {
            Files.delete(file);
            Files.delete(directory);
        }
    }

    @Test
    void without_the_mount_there_is_no_plan() {
        Commands.Ran ran = new Commands(site.settingsFile("source.root = /nowhere")).run("backfill plan");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).singleElement().asString().contains("the mount is down");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--sample 0", "--sample 100001", "--limit 0", "--max-time 0s", "--assume-rate 0", "--prefix ../"
            })
    void wrong_usage_says_what_would_be_right(String options) {
        assertThat(commands.run("backfill plan " + options).code()).isEqualTo(2);
    }
}
