package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the commands do and print.
 *
 * <p>Past 300 lines, for one site serves all commands that have no class of their own.
 */
class CommandLineIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final Commands commands = new Commands(site.settingsFile());

    private static final String COUNTERS = "nfs2s3.media_count: the counters are of this table, and none is below 0;"
            + " 'nfs2s3 progress reconcile' proves them by a count";

    private static void waitsInOutbox(int count) {
        site.application()
                .outbox()
                .append(Copies.paths("waits", count).stream()
                        .map(path -> new FileVersion(path, 1))
                        .toList());
    }

    @Test
    void the_schema_is_made_once_and_listed() throws IOException {
        try (TestSite fresh = TestSite.empty()) {
            Commands commands = new Commands(fresh.settingsFile());
            assertThat(commands.run("schema info").out()).isNotEmpty().allMatch(line -> line.contains("Pending"));

            Commands.Ran first = commands.run("schema migrate");
            assertThat(first.code()).isZero();
            assertThat(first.out()).first().asString().matches("schema nfs2s3: \\d+ migrations applied");
            assertThat(Files.readString(Path.of("docs/running.md")))
                    .as("what the document shows")
                    .contains(first.out().get(0));
            assertThat(first.out()).element(1).asString().matches("site: [0-9a-f-]{36}.*");
            assertThat(first.out())
                    .endsWith(
                            "nfs2s3.kind: the kinds of the settings were written",
                            "nfs2s3.site_update: is up to date",
                            "nfs2s3.ledger: is up to date",
                            "nfs2s3.url_setting: what SQL needs of the section resolve was written",
                            "nfs2s3.cdn_host: the hosts of the settings were written",
                            COUNTERS);
            assertThat(commands.run("schema migrate").out())
                    .containsExactly(
                            "schema nfs2s3 is up to date",
                            first.out().get(1),
                            "nfs2s3.kind: is up to date",
                            "nfs2s3.site_update: is up to date",
                            "nfs2s3.ledger: is up to date",
                            "nfs2s3.url_setting: is up to date",
                            "nfs2s3.cdn_host: is up to date",
                            COUNTERS);

            Commands.Ran info = commands.run("schema info --json");
            assertThat(info.json())
                    .isNotEmpty()
                    .allMatch(step -> step.path("state").asText().equals("Success"))
                    .anyMatch(step -> step.path("version").asText().equals("1"));
        }
    }

    @Test
    void the_doctor_says_what_is_missing_creates_it_and_is_content() {
        try (TestSite fresh = TestSite.empty()) {
            Commands commands = new Commands(fresh.settingsFile());
            Commands.Ran ill = commands.run("doctor");
            assertThat(ill.code()).isEqualTo(3);
            assertThat(ill.err()).isEmpty();
            assertThat(ill.out())
                    .filteredOn(line -> line.startsWith("error"))
                    .hasSize(5)
                    .anyMatch(line -> line.contains("bucket " + fresh.bucket()))
                    .anyMatch(line -> line.contains("source root"));
            assertThat(ill.out().stream().map(String::strip))
                    .contains("cause  " + fresh.bucket() + "-uploads does not exist")
                    .contains("cause  " + fresh.bucket() + "-backfill does not exist")
                    .contains("fix    run 'nfs2s3 doctor --create'", "fix    run 'nfs2s3 schema migrate'")
                    .contains("page   docs/doctor.md#queue_uploads");

            assertThat(commands.run("schema migrate").code()).isZero();
            assertThat(commands.run("doctor --create").code()).isZero();

            Commands.Ran well = commands.run("doctor --json");
            assertThat(well.code()).isZero();
            assertThat(well.json())
                    .hasSizeGreaterThan(5)
                    .allMatch(finding -> finding.path("ok").asBoolean())
                    .allMatch(finding -> !finding.path("subject").asText().isEmpty())
                    .allMatch(finding -> finding.path("page").asText().startsWith("docs/doctor.md#"));
        }
    }

    @Test
    void uploads_are_put_into_the_queue() {
        assertThat(commands.done("enqueue images/1.jpg images/2.jpg audio/3.mp3"))
                .containsExactly("SQS\timages/1.jpg", "SQS\timages/2.jpg", "HELD\taudio/3.mp3");

        assertThat(Queues.takeUploads(Queues.of(site, "uploads")))
                .containsExactlyInAnyOrder(
                        new FileVersion(MediaPath.of("images/1.jpg"), 1),
                        new FileVersion(MediaPath.of("images/2.jpg"), 1));
    }

    @Test
    void uploads_are_told_as_json() {
        assertThat(commands.done(List.of("enqueue", "--json", "images/a \"b\".jpg")).stream()
                        .map(Commands::json))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("path").asText()).isEqualTo("images/a \"b\".jpg");
                    assertThat(line.path("way").asText()).isEqualTo("SQS");
                });
    }

    @Test
    void a_dry_run_of_enqueue_does_nothing() {
        assertThat(commands.done("enqueue --dry-run images/1.jpg")).containsExactly("CHECKED\timages/1.jpg");

        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
        assertThat(Queues.of(site, "uploads").depth().isEmpty()).isTrue();
    }

    @Test
    void the_outbox_is_shown() {
        waitsInOutbox(3);

        assertThat(commands.done("outbox status")).singleElement().asString().startsWith("outbox: 3 entries");
        JsonNode status = commands.run("outbox status --json").onlyJson();
        assertThat(status.path("depth").asLong()).isEqualTo(3);
        assertThat(status.path("oldestAgeSeconds").isNumber()).isTrue();

        assertThat(commands.done("outbox list")).hasSize(3).first().asString().contains("images/waits1.jpg");
        assertThat(commands.done("outbox list --limit 2")).hasSize(2);
        JsonNode entry = Commands.json(commands.done("outbox list --json").get(0));
        assertThat(entry.path("id").isNumber()).isTrue();
        assertThat(entry.path("attempts").asInt()).isZero();
        assertThat(entry.path("lastError").isNull()).isTrue();
        assertThat(entry.path("createdAt").asText()).matches("\\d{4}-.*Z");
        assertThat(Commands.json(entry.path("message").asText())
                        .at("/files/0/path")
                        .asText())
                .isEqualTo("images/waits1.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "outbox replay"})
    void the_outbox_is_drained(String command) {
        waitsInOutbox(5);

        assertThat(commands.done(command + " --dry-run")).first().isEqualTo("outbox: 5 entries would be sent");
        assertThat(commands.run(command + " --dry-run --json --limit 3")
                        .onlyJson()
                        .path("wouldSend")
                        .asLong())
                .isEqualTo(3);
        assertThat(Queues.of(site, "uploads").depth().isEmpty()).isTrue();

        assertThat(commands.done(command + " --limit 2")).containsExactly("outbox: 2 entries sent, 3 left");
        JsonNode result = commands.run(command + " --json").onlyJson();
        assertThat(result.path("sent").asLong()).isEqualTo(3);
        assertThat(result.path("outcome").asText()).isEqualTo("EMPTIED");
        assertThat(Queues.takeUploads(Queues.of(site, "uploads"))).hasSize(5);
    }

    @Test
    void a_worker_empties_the_queue() {
        site.write("images/1.jpg", "one");
        site.write("images/2.jpg", "two");
        commands.done("enqueue images/1.jpg images/2.jpg");

        assertThat(commands.done("worker --until-empty"))
                .containsExactly(
                        "worker: 2 files migrated, 0 failed, 0 attempts to be repeated, 0 unreadable messages");

        assertThat(site.text("images/1.jpg")).isEqualTo("one");
        assertThat(site.text("images/2.jpg")).isEqualTo("two");
        assertThat(history()).as("its last minute is written").containsExactly("image flipped  2 6");
    }

    private static List<String> history() {
        return site.query("SELECT concat_ws(' ', kind, measure, label, sum(amount), sum(bytes)) FROM nfs2s3.history"
                + " WHERE host <> '' AND measure <> 'up' GROUP BY kind, measure, label ORDER BY measure");
    }

    @Test
    void a_worker_that_met_a_file_that_fails_finishes_and_says_so() {
        site.media().resolve("images/directory.jpg").toFile().mkdirs();
        site.write("images/good.jpg", "good");
        commands.done("enqueue images/directory.jpg images/good.jpg");

        Commands.Ran ran = commands.run("worker --until-empty --json");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.onlyJson().path("migrated").asLong()).isEqualTo(1);
        assertThat(ran.onlyJson().path("failed").asLong()).isEqualTo(1);
        assertThat(site.application()
                        .catalog()
                        .find(MediaPath.of("images/directory.jpg"))
                        .orElseThrow()
                        .state())
                .isEqualTo(MediaState.FAILED);
        assertThat(history()).containsExactly("image failed SOURCE_NOT_A_FILE 1 0", "image flipped  1 4");
    }

    /** For which SQS answered in time, which it does not always on a machine with much else to do. */
    private static List<String> statusWithQueues(String command) {
        return await().until(
                        () -> commands.done(command),
                        lines -> lines.stream().noneMatch(line -> line.contains("SQS cannot be reached")));
    }

    @Test
    void the_status_has_every_field_as_json_and_is_shown_as_text() {
        commands.done("enqueue images/1.jpg audio/2.mp3");

        JsonNode status = await().until(
                        () -> commands.run("status --json").onlyJson(),
                        answer -> answer.at("/queuesProblem").isNull());
        assertThat(status.at("/media/total").asLong()).isEqualTo(2);
        for (MediaState state : MediaState.values()) {
            assertThat(status.at("/media/byState/" + state).isNumber())
                    .as("state %s", state)
                    .isTrue();
        }
        for (String field : List.of(
                "/media/bytesMigrated",
                "/outbox/depth",
                "/outbox/oldestAgeSeconds",
                "/queues/uploads/visible",
                "/queues/uploads/inFlight",
                "/queues/uploads/dead",
                "/queues/backfill/visible",
                "/queues/backfill/inFlight",
                "/queues/backfill/dead",
                "/rate/filesPerSecond",
                "/rate/bytesPerSecond")) {
            assertThat(status.at(field).isNumber()).as(field).isTrue();
        }
        assertThat(status.at("/eta/reason").asText()).isEqualTo("idle");
        assertThat(status.at("/kinds/1/name").asText()).isEqualTo("image");
        assertThat(status.at("/filesByMinute").size()).isEqualTo(60);

        assertThat(statusWithQueues("status"))
                .anyMatch(line -> line.startsWith("media      2 files"))
                .anyMatch(line -> line.equals("  QUEUED 1  MIGRATED 0  FAILED 0  HELD 1"))
                .anyMatch(line -> line.startsWith("  image    ["))
                .anyMatch(line -> line.startsWith("uploads    1 messages waiting"))
                .anyMatch(line -> line.startsWith("left "))
                .hasSizeLessThanOrEqualTo(24);
        assertThat(statusWithQueues("status --oneline"))
                .singleElement()
                .asString()
                .startsWith("nfs2s3: 0.0 % of 1 files, ")
                .contains("left: ")
                .endsWith("; 0 failed, 0 in the outbox, 0 dead letters");
        assertThat(commands.run("status --json --oneline").err())
                .first()
                .asString()
                .contains("--json, --oneline are mutually exclusive");
    }

    @Test
    void paths_are_resolved() {
        assertThat(commands.done(List.of("resolve", "images/1.jpg", "images/a b.jpg")))
                .containsExactly(
                        "https://www.example.com/media/images/1.jpg\timages/1.jpg",
                        "https://www.example.com/media/images/a%20b.jpg\timages/a b.jpg");
        assertThat(commands.run("resolve --json images/1.jpg")
                        .onlyJson()
                        .path("url")
                        .asText())
                .isEqualTo("https://www.example.com/media/images/1.jpg");
        assertThat(new Commands(site.settingsFile("resolve.unregistered = missing"))
                        .run("resolve images/1.jpg")
                        .out())
                .containsExactly("missing\timages/1.jpg");
    }

    @Test
    void lost_files_are_swept() {
        site.application().catalog().register(Copies.paths("lost", 2));
        site.jdbi()
                .useHandle(handle -> handle.execute(
                        "UPDATE nfs2s3.media SET queued_at = now() - interval '2 h', by_backfill = true"));

        assertThat(commands.done("sweep"))
                .containsExactly(
                        "sweep: 0 files back in the queue, 0 superseded objects removed, 0 abandoned uploads of parts forgotten");
        assertThat(commands.done("sweep --age 1h --dry-run"))
                .containsExactly(
                        "sweep would do: 2 files back in the queue, 0 superseded objects removed, 0 abandoned uploads of parts forgotten");
        assertThat(commands.done("sweep --age PT1H"))
                .containsExactly(
                        "sweep: 2 files back in the queue, 0 superseded objects removed, 0 abandoned uploads of parts forgotten");
        assertThat(commands.done("sweep --age 0s").get(1))
                .isEqualTo(
                        "1 message waits in the backfill queue: while there are any, no file of a backfill counts as lost");
        assertThat(Queues.takeUploads(Queues.of(site, "backfill"))).hasSize(2);
        JsonNode dry = commands.run("sweep --age PT0S --dry-run --json").onlyJson();
        assertThat(dry.path("dryRun").asBoolean()).isTrue();
        assertThat(dry.path("requeued").asLong()).isEqualTo(2);
        assertThat(dry.path("waitingInBackfillQueue").asLong()).isZero();
    }
}
