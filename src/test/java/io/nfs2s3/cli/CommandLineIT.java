package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.devstack.TcpProxy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MediaState;
import io.nfs2s3.media.Upload;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineIT {
    /** What a command printed and its exit code. */
    private record Ran(int code, List<String> out, List<String> err) {
        JsonNode json() {
            assertThat(out).hasSize(1);
            return CommandLineIT.json(out.get(0));
        }

        /** The command failed and says why in one plain line. */
        String error(int expectedCode) {
            assertThat(code).as("out=%s err=%s", out, err).isEqualTo(expectedCode);
            assertThat(err).hasSize(1);
            assertThat(err.get(0)).startsWith("nfs2s3: ").doesNotContain("Exception");
            return err.get(0);
        }
    }

    private static TestSite site;
    private static Path config;

    @BeforeAll
    static void open() {
        site = TestSite.open();
        config = site.settingsFile();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @BeforeEach
    void clear() {
        site.clearTables();
        Queues.take(Queues.of(site, "uploads"));
        Queues.take(Queues.of(site, "backfill"));
    }

    private static Ran run(Path config, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--config");
        all.add(config.toString());
        int code = CommandLines.create(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
        return new Ran(
                code, out.toString().lines().toList(), err.toString().lines().toList());
    }

    private static Ran run(String... arguments) {
        return run(config, arguments);
    }

    private static List<String> done(String... arguments) {
        Ran ran = run(arguments);
        assertThat(ran.code()).as("err=%s", ran.err()).isZero();
        return ran.out();
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            return fail("not JSON: " + line, e);
        }
    }

    private static void waitsInOutbox(int count) {
        site.application()
                .outbox()
                .append(Copies.paths("waits", count).stream()
                        .map(path -> new Upload(path, 1))
                        .toList());
    }

    private static Stream<CommandLine> commands(CommandLine from) {
        return Stream.concat(
                Stream.of(from), from.getSubcommands().values().stream().flatMap(CommandLineIT::commands));
    }

    static Stream<List<String>> commandNames() {
        CommandLine top = CommandLines.create(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        return commands(top)
                .map(command -> List.of(command.getCommandSpec().qualifiedName().split(" ", -1)).stream()
                        .skip(1)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("commandNames")
    void every_command_explains_itself(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");

        List<String> help = done(arguments.toArray(String[]::new));

        assertThat(String.join("\n", help))
                .contains("Usage: "
                        + String.join(
                                " ",
                                Stream.concat(Stream.of("nfs2s3"), command.stream())
                                        .toList()))
                .contains("Exit codes:")
                .contains("--config");
    }

    @Test
    void the_schema_is_made_once_and_listed() {
        try (TestSite fresh = TestSite.empty()) {
            Path config = fresh.settingsFile();
            assertThat(run(config, "schema", "info").out()).isNotEmpty().allMatch(line -> line.contains("Pending"));

            Ran first = run(config, "schema", "migrate");
            assertThat(first.code()).isZero();
            assertThat(first.out()).first().asString().matches("schema nfs2s3: \\d+ migrations applied");
            assertThat(first.out())
                    .endsWith(
                            "nfs2s3.kind: the kinds of the settings were written",
                            "nfs2s3.site_update: is up to date",
                            "nfs2s3.url_setting: what SQL needs of the section resolve was written",
                            "nfs2s3.cdn_host: the hosts of the settings were written");
            assertThat(run(config, "schema", "migrate").out())
                    .containsExactly(
                            "schema nfs2s3 is up to date",
                            "nfs2s3.kind: is up to date",
                            "nfs2s3.site_update: is up to date",
                            "nfs2s3.url_setting: is up to date",
                            "nfs2s3.cdn_host: is up to date");

            Ran info = run(config, "schema", "info", "--json");
            assertThat(info.out().stream().map(CommandLineIT::json))
                    .isNotEmpty()
                    .allMatch(step -> step.path("state").asText().equals("Success"))
                    .anyMatch(step -> step.path("version").asText().equals("1"));
        }
    }

    @Test
    void the_doctor_says_what_is_missing_creates_it_and_is_content() {
        try (TestSite fresh = TestSite.empty()) {
            Path config = fresh.settingsFile();
            Ran ill = run(config, "doctor");
            assertThat(ill.code()).isEqualTo(3);
            assertThat(ill.err()).isEmpty();
            assertThat(ill.out())
                    .filteredOn(line -> line.startsWith("MISSING"))
                    .hasSize(5)
                    .anyMatch(line -> line.contains("run 'nfs2s3 schema migrate'"))
                    .anyMatch(line -> line.contains("-uploads does not exist; run 'nfs2s3 doctor --create'"))
                    .anyMatch(line -> line.contains("-backfill does not exist; run 'nfs2s3 doctor --create'"))
                    .anyMatch(line -> line.contains("bucket " + fresh.bucket()))
                    .anyMatch(line -> line.contains("source root"));

            assertThat(run(config, "schema", "migrate").code()).isZero();
            assertThat(run(config, "doctor", "--create").code()).isZero();

            Ran well = run(config, "doctor", "--json");
            assertThat(well.code()).isZero();
            assertThat(well.out().stream().map(CommandLineIT::json))
                    .hasSizeGreaterThan(5)
                    .allMatch(finding -> finding.path("ok").asBoolean())
                    .allMatch(finding -> !finding.path("subject").asText().isEmpty());
        }
    }

    @Test
    void uploads_are_put_into_the_queue() {
        assertThat(done("enqueue", "images/1.jpg", "images/2.jpg", "audio/3.mp3"))
                .containsExactly("SQS\timages/1.jpg", "SQS\timages/2.jpg", "HELD\taudio/3.mp3");

        assertThat(Queues.takeUploads(Queues.of(site, "uploads")))
                .containsExactlyInAnyOrder(
                        new Upload(MediaPath.of("images/1.jpg"), 1), new Upload(MediaPath.of("images/2.jpg"), 1));
    }

    @Test
    void uploads_are_told_as_json() {
        assertThat(done("enqueue", "--json", "images/a \"b\".jpg").stream().map(CommandLineIT::json))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("path").asText()).isEqualTo("images/a \"b\".jpg");
                    assertThat(line.path("way").asText()).isEqualTo("SQS");
                });
    }

    @Test
    void a_dry_run_of_enqueue_does_nothing() {
        assertThat(done("enqueue", "--dry-run", "images/1.jpg")).containsExactly("CHECKED\timages/1.jpg");

        assertThat(site.count("SELECT count(*) FROM nfs2s3.media")).isZero();
        assertThat(Queues.of(site, "uploads").depth().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc/passwd", "/etc/passwd", "images//1.jpg"})
    void an_invalid_path_is_wrong_usage(String path) {
        assertThat(run("enqueue", path).error(2)).contains("not a media path", path);
        assertThat(run("enqueue", "--dry-run", path).error(2)).contains("not a media path", path);
        assertThat(run("resolve", path).error(2)).contains("not a media path", path);
    }

    @Test
    void the_outbox_is_shown() {
        waitsInOutbox(3);

        assertThat(done("outbox", "status")).singleElement().asString().startsWith("outbox: 3 entries");
        JsonNode status = run("outbox", "status", "--json").json();
        assertThat(status.path("depth").asLong()).isEqualTo(3);
        assertThat(status.path("oldestAgeSeconds").isNumber()).isTrue();

        assertThat(done("outbox", "list")).hasSize(3).first().asString().contains("images/waits1.jpg");
        assertThat(done("outbox", "list", "--limit", "2")).hasSize(2);
        JsonNode entry = json(done("outbox", "list", "--json").get(0));
        assertThat(entry.path("id").isNumber()).isTrue();
        assertThat(entry.path("attempts").asInt()).isZero();
        assertThat(entry.path("lastError").isNull()).isTrue();
        assertThat(entry.path("createdAt").asText()).matches("\\d{4}-.*Z");
        assertThat(json(entry.path("message").asText()).at("/files/0/path").asText())
                .isEqualTo("images/waits1.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain", "outbox replay"})
    void the_outbox_is_drained(String command) {
        String[] words = command.split(" ", -1);
        waitsInOutbox(5);

        assertThat(done(with(words, "--dry-run"))).first().isEqualTo("outbox: 5 entries would be sent");
        assertThat(run(with(words, "--dry-run", "--json", "--limit", "3"))
                        .json()
                        .path("wouldSend")
                        .asLong())
                .isEqualTo(3);
        assertThat(Queues.of(site, "uploads").depth().isEmpty()).isTrue();

        assertThat(done(with(words, "--limit", "2"))).containsExactly("outbox: 2 entries sent, 3 left");
        JsonNode result = run(with(words, "--json")).json();
        assertThat(result.path("sent").asLong()).isEqualTo(3);
        assertThat(result.path("outcome").asText()).isEqualTo("EMPTIED");
        assertThat(Queues.takeUploads(Queues.of(site, "uploads"))).hasSize(5);
    }

    private static String[] with(String[] words, String... more) {
        return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
    }

    @Test
    void a_drain_into_a_queue_that_is_down_says_so_and_keeps_everything() {
        waitsInOutbox(2);
        try (TcpProxy sqs = Wire.toSqs(site)) {
            sqs.refuse();
            Ran ran = run(site.settingsFile(Wire.sqsSetting(sqs)), "drain");

            assertThat(ran.error(3)).contains("SQS queue");
            assertThat(ran.out()).containsExactly("outbox: 0 entries sent, 2 left");
        }
    }

    @Test
    void a_worker_empties_the_queue() {
        site.write("images/1.jpg", "one");
        site.write("images/2.jpg", "two");
        done("enqueue", "images/1.jpg", "images/2.jpg");

        assertThat(done("worker", "--until-empty"))
                .containsExactly(
                        "worker: 2 files migrated, 0 failed, 0 attempts to be repeated, 0 unreadable messages");

        assertThat(site.text("images/1.jpg")).isEqualTo("one");
        assertThat(site.text("images/2.jpg")).isEqualTo("two");
    }

    @Test
    void a_worker_that_met_a_file_that_fails_finishes_and_says_so() {
        site.media().resolve("images/directory.jpg").toFile().mkdirs();
        site.write("images/good.jpg", "good");
        done("enqueue", "images/directory.jpg", "images/good.jpg");

        Ran ran = run("worker", "--until-empty", "--json");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.json().path("migrated").asLong()).isEqualTo(1);
        assertThat(ran.json().path("failed").asLong()).isEqualTo(1);
        assertThat(site.application()
                        .catalog()
                        .find(MediaPath.of("images/directory.jpg"))
                        .orElseThrow()
                        .state())
                .isEqualTo(MediaState.FAILED);
    }

    @Test
    void the_status_has_every_field_as_json_and_is_shown_as_text() {
        done("enqueue", "images/1.jpg", "audio/2.mp3");

        JsonNode status = run("status", "--json").json();
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
        assertThat(status.has("etaSeconds")).isTrue();

        assertThat(done("status"))
                .anyMatch(line -> line.startsWith("media      2 files"))
                .anyMatch(line -> line.matches("  QUEUED .*\\b1\\b.*50\\.0 %"))
                .anyMatch(line -> line.startsWith("uploads    1 messages waiting"))
                .anyMatch(line -> line.startsWith("left "));
    }

    @Test
    void paths_are_resolved() {
        assertThat(done("resolve", "images/1.jpg", "images/a b.jpg"))
                .containsExactly(
                        "https://www.example.com/media/images/1.jpg\timages/1.jpg",
                        "https://www.example.com/media/images/a%20b.jpg\timages/a b.jpg");
        assertThat(run("resolve", "--json", "images/1.jpg")
                        .json()
                        .path("images/1.jpg")
                        .asText())
                .isEqualTo("https://www.example.com/media/images/1.jpg");
        assertThat(run(site.settingsFile("resolve.unregistered = missing"), "resolve", "images/1.jpg")
                        .out())
                .containsExactly("missing\timages/1.jpg");
    }

    @Test
    void lost_files_are_swept() {
        site.application().catalog().register(Copies.paths("lost", 2));
        site.jdbi().useHandle(handle -> handle.execute("UPDATE nfs2s3.media SET queued_at = now() - interval '2 h'"));

        assertThat(done("sweep"))
                .containsExactly(
                        "sweep: 0 files back in the queue, 0 superseded objects removed, 0 abandoned uploads of parts forgotten");
        assertThat(done("sweep", "--age", "PT1H"))
                .containsExactly(
                        "sweep: 2 files back in the queue, 0 superseded objects removed, 0 abandoned uploads of parts forgotten");
        assertThat(Queues.takeUploads(Queues.of(site, "backfill"))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status --jsom",
                "enqueue",
                "sweep --age soon",
                "outbox list --limit many",
                "outbox list --from yesterday",
                "outbox",
                "schema",
                "frobnicate",
                "status extra",
            })
    void wrong_usage_is_told_with_the_way_to_help(String line) {
        Ran ran = run(line.split(" ", -1));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).hasSize(2);
        assertThat(ran.err().get(0)).startsWith("nfs2s3: ");
        assertThat(ran.err().get(1)).startsWith("Try 'nfs2s3").endsWith("--help'.");
    }

    @Test
    void wrong_settings_are_named() {
        assertThat(run(site.settingsFile("worker.filesInFlight = 0"), "status").error(2))
                .contains("worker.filesInFlight = 0 must be 1 to 1000");
        assertThat(run(site.settingsFile("s3.bukket = x"), "status").error(2)).contains("s3.bukket is not a setting");
        assertThat(run(site.settingsFile("sweep.age = yesterday"), "status").error(2))
                .contains("sweep.age", "yesterday", "a duration");
        assertThat(run(Path.of("/nowhere/nfs2s3.conf"), "status").error(2))
                .contains("the settings file /nowhere/nfs2s3.conf cannot be read");
    }

    @Test
    void every_wrong_setting_has_a_line() {
        Ran ran = run(site.settingsFile("worker.filesInFlight = 0", "sqs.longPoll = 1 h"), "status");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).hasSize(2).allMatch(line -> line.startsWith("nfs2s3: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "status --json",
                "outbox status",
                "outbox list",
                "drain",
                "outbox replay --dry-run",
                "sweep",
                "schema info",
                "schema migrate",
                "worker --until-empty",
                "daemon",
            })
    void while_the_database_is_down_one_line_says_so_and_verbose_shows_where(String line) {
        try (TcpProxy database = Wire.toDatabase(site)) {
            database.refuse();
            Path down = site.settingsFile(Wire.databaseSetting(site, database), "database.connectTimeout = 250 ms");

            assertThat(run(down, line.split(" ", -1)).error(3))
                    .contains("database")
                    .contains("check database.url, user and password");
            assertThat(run(down, (line + " -v").split(" ", -1)).err())
                    .anyMatch(text -> text.startsWith("\tat "))
                    .last()
                    .asString()
                    .startsWith("nfs2s3: ");
        }
    }

    @Test
    void a_schema_that_is_missing_is_told() {
        try (TestSite fresh = TestSite.empty()) {
            for (String command : List.of("status", "drain", "sweep")) {
                assertThat(run(fresh.settingsFile(), command).error(3))
                        .isIn(
                                "nfs2s3: the schema nfs2s3 is missing or old; run 'nfs2s3 schema migrate'",
                                "nfs2s3: count messages in SQS queue " + fresh.bucket()
                                        + "-backfill failed: QueueDoesNotExist (400)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "worker --until-empty", "daemon"})
    void a_worker_does_not_start_while_something_is_missing(String line) throws Exception {
        String[] words = line.split(" ", -1);
        try (TestSite fresh = TestSite.empty()) {
            Path config = fresh.settingsFile();
            assertThat(run(config, words).error(3)).contains("database: ", "run 'nfs2s3 schema migrate'");
            run(config, "schema", "migrate");
            assertThat(run(config, words).error(3))
                    .contains("queue " + fresh.bucket() + "-uploads: ", "run 'nfs2s3 doctor --create'");
            run(config, "doctor", "--create");

            Path otherBackfill = fresh.settingsFile("sqs.backfill = \"" + fresh.bucket() + "-other\"");
            assertThat(run(otherBackfill, words).error(3)).contains("queue " + fresh.bucket() + "-other: ");
            Path otherBucket = fresh.settingsFile("s3.bucket = \"" + fresh.bucket() + "-other\"");
            assertThat(run(otherBucket, words).error(3)).contains("bucket " + fresh.bucket() + "-other: ");
            Path badStatement = fresh.settingsFile("catalog.siteUpdate = \"UPDATE nothing SET a = :path\"");
            assertThat(run(badStatement, words).error(3)).contains("catalog.siteUpdate", "\"nothing\" does not exist");

            Files.delete(fresh.media().resolve(".nfs2s3-mounted"));
            assertThat(run(config, words).error(3)).contains("source root " + fresh.media() + ": ");
            Files.delete(fresh.media());
            assertThat(run(config, words).error(3)).contains("source root " + fresh.media() + ": ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqs", "s3"})
    void a_worker_does_not_start_while_a_server_is_down(String server) {
        try (TcpProxy proxy = server.equals("sqs") ? Wire.toSqs(site) : Wire.toS3(site)) {
            proxy.refuse();
            Path down = site.settingsFile(server.equals("sqs") ? Wire.sqsSetting(proxy) : Wire.s3Setting(proxy));

            assertThat(run(down, "worker", "--until-empty").error(3)).contains(site.bucket());
        }
    }

    @Test
    void a_status_while_sqs_is_down_shows_the_rest() {
        try (TcpProxy sqs = Wire.toSqs(site)) {
            sqs.refuse();
            Ran ran = run(site.settingsFile(Wire.sqsSetting(sqs)), "status");

            assertThat(ran.code()).isZero();
            assertThat(ran.out()).anyMatch(line -> line.equals("queues     SQS cannot be reached"));
        }
    }
}
