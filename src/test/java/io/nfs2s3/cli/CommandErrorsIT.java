package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands say, and how they end, when they are used wrongly or what they need is not there. */
class CommandErrorsIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());

    private static Commands with(String... settings) {
        return new Commands(site.settingsFile(settings));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../etc/passwd", "/etc/passwd", "images//1.jpg"})
    void an_invalid_path_is_wrong_usage(String path) {
        assertThat(commands.run("enqueue " + path).error(2)).contains("not a media path", path);
        assertThat(commands.run("enqueue --dry-run " + path).error(2)).contains("not a media path", path);
        assertThat(commands.run("resolve " + path).error(2)).contains("not a media path", path);
    }

    @ParameterizedTest
    @ValueSource(strings = {".htpasswd", "images/.git/config", "images/a.jpg.tmp", ".nfs2s3-mounted"})
    void a_name_that_is_left_out_is_wrong_usage(String path) {
        assertThat(commands.run("enqueue " + path).error(2)).contains("is no medium", path);
        assertThat(commands.run("enqueue --dry-run " + path).error(2)).contains("is no medium", path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"images/.snapshot/", "images/lost+found/a", ".git/"})
    void a_scan_of_what_is_left_out_is_wrong_usage_and_leaves_no_run(String prefix) {
        assertThat(commands.run("backfill scan --prefix " + prefix).error(2)).contains("is left out");
        assertThat(commands.run("backfill scan --dry-run --prefix " + prefix).error(2))
                .contains("is left out");
        assertThat(commands.run("backfill plan --prefix " + prefix).error(2)).contains("is left out");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
    }

    @Test
    void a_drain_into_a_queue_that_is_down_says_so_and_keeps_everything() {
        site.application()
                .outbox()
                .append(Copies.paths("waits", 2).stream()
                        .map(path -> new FileVersion(path, 1))
                        .toList());
        try (TcpProxy sqs = Wire.toSqs(site)) {
            sqs.refuse();
            Commands.Ran ran = with(Wire.sqsSetting(sqs)).run("drain");

            assertThat(ran.error(3)).contains("SQS queue");
            assertThat(ran.out()).containsExactly("outbox: 0 entries sent, 2 left");
        }
    }

    @Test
    void a_sweep_into_a_queue_that_refuses_says_so_with_the_reason() {
        site.application().catalog().register(Copies.paths("lost", 2));
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint())) {
            sqs.refuse(body -> true, false, "KmsDisabled");
            Commands.Ran ran = with("sqs.endpoint = \"" + sqs.endpoint() + "\"").run("sweep --age PT0S");

            assertThat(ran.error(3)).contains("SQS queue", "refused a message", "KmsDisabled");
            assertThat(ran.out().get(0)).startsWith("sweep: 0 files back in the queue");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status --jsom",
                "enqueue",
                "sweep --age soon",
                "sweep --age PT-1H",
                "sweep --age 60",
                "verify --bytes --max-age 2026-11-21T21:30:00Z",
                "outbox list --limit many",
                "outbox list --since yesterday",
                "outbox",
                "schema",
                "frobnicate",
                "status extra",
            })
    void wrong_usage_is_told_with_the_way_to_help(String line) {
        Commands.Ran ran = commands.run(line);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).hasSize(2);
        assertThat(ran.err().get(0)).startsWith("nfs2s3: ");
        assertThat(ran.err().get(1)).startsWith("Try 'nfs2s3").endsWith("--help'.");
    }

    @ParameterizedTest
    @CsvSource({
        "status --jsno, did you mean --json",
        "outbox lst, did you mean list",
        "runs show 999999, runs list",
        "backfill resume 999999, backfill status",
        "rollback --run 3 --all, say both",
        "retire -0 --all, name the list",
    })
    void an_error_names_its_fix(String line, String fix) {
        Commands.Ran ran = commands.run(line);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().get(0)).contains(fix);
    }

    @Test
    void wrong_settings_are_named() {
        assertThat(with("worker.filesInFlight = 0").run("status").error(2))
                .contains("worker.filesInFlight = 0 must be 1 to 1000");
        assertThat(with("s3.bukket = x").run("status").error(2)).contains("s3.bukket is not a setting");
        assertThat(with("sweep.age = yesterday").run("status").error(2))
                .contains("sweep.age", "yesterday", "a duration");
        assertThat(new Commands(Path.of("/nowhere/nfs2s3.conf")).run("status").error(2))
                .contains("the settings file /nowhere/nfs2s3.conf cannot be read");
    }

    @Test
    void every_wrong_setting_has_a_line() {
        Commands.Ran ran =
                with("worker.filesInFlight = 0", "sqs.longPoll = 1 h").run("status");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).hasSize(2).allMatch(line -> line.startsWith("nfs2s3: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "status --json",
                "report",
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
            Commands down = with(Wire.databaseSetting(site, database), "database.connectTimeout = 250 ms");

            assertThat(down.run(line).error(3)).contains("database").contains("check database.url, user and password");
            assertThat(down.run(line + " -v").err())
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
                assertThat(new Commands(fresh.settingsFile()).run(command).error(3))
                        .isIn(
                                "nfs2s3: the schema nfs2s3 is missing or old; run 'nfs2s3 schema migrate'",
                                "nfs2s3: count messages in SQS queue " + fresh.bucket()
                                        + "-backfill failed: QueueDoesNotExist (400)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "failed list", "outbox list"})
    void a_right_that_is_missing_is_told_with_what_gives_it(String line) {
        String user = site.bucket().replace('-', '_') + "_stranger";
        site.jdbi()
                .useHandle(handle -> handle.createScript("CREATE ROLE " + user
                                + " LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA nfs2s3 TO " + user)
                        .execute());
        try {
            assertThat(with("database { user = " + user + ", password = secret }")
                            .run(line)
                            .error(3))
                    .contains("permission denied for", "as the owner: GRANT SELECT");
        } finally {
            site.jdbi()
                    .useHandle(handle -> handle.createScript("DROP OWNED BY " + user + "; DROP ROLE " + user)
                            .execute());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "outbox list --limit -1",
                "outbox list --limit 0",
                "outbox replay --limit -1",
                "drain --limit 0",
                "failed list --limit 0",
                "runs list --limit 0",
                "ledger list --limit 0",
                "verify --limit 0",
                "recover --limit 0",
                "backfill plan --limit 0",
            })
    void a_limit_below_one_is_wrong_usage(String line) {
        assertThat(commands.run(line).error(2)).contains("--limit ", ": give 1 or more");
    }

    @ParameterizedTest
    @ValueSource(strings = {"worker", "worker --until-empty", "daemon"})
    void a_worker_does_not_start_while_something_is_missing(String line) throws Exception {
        try (TestSite fresh = TestSite.empty()) {
            Commands commands = new Commands(fresh.settingsFile());
            assertThat(commands.run(line).error(3)).contains("database: ", "run 'nfs2s3 schema migrate'");
            commands.run("schema migrate");
            assertThat(commands.run(line).error(3))
                    .contains("bucket " + fresh.bucket() + ": ", "run 'nfs2s3 doctor --create'");
            commands.run("doctor --create");

            Commands otherBackfill =
                    new Commands(fresh.settingsFile("sqs.backfill = \"" + fresh.bucket() + "-other\""));
            assertThat(otherBackfill.run(line).error(3)).contains("queue " + fresh.bucket() + "-other: ");
            Commands otherBucket = new Commands(fresh.settingsFile("s3.bucket = \"" + fresh.bucket() + "-other\""));
            assertThat(otherBucket.run(line).error(3)).contains("bucket " + fresh.bucket() + "-other: ");
            Commands badStatement =
                    new Commands(fresh.settingsFile("catalog.siteUpdate = \"UPDATE nothing SET a = :path\""));
            assertThat(badStatement.run(line).error(3)).contains("catalog.siteUpdate", "\"nothing\" does not exist");

            Files.delete(fresh.media().resolve(".nfs2s3-mounted"));
            assertThat(commands.run(line).error(3)).contains("source root " + fresh.media() + ": ");
            Files.delete(fresh.media());
            assertThat(commands.run(line).error(3)).contains("source root " + fresh.media() + ": ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqs", "s3"})
    void a_worker_does_not_start_while_a_server_is_down(String server) {
        try (TcpProxy proxy = server.equals("sqs") ? Wire.toSqs(site) : Wire.toS3(site)) {
            proxy.refuse();
            Commands down = with(server.equals("sqs") ? Wire.sqsSetting(proxy) : Wire.s3Setting(proxy));

            assertThat(down.run("worker --until-empty").error(3)).contains(site.bucket());
        }
    }

    @Test
    void a_port_of_the_dashboard_that_is_taken_is_told() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            assertThat(with("http { enabled = true, host = \"127.0.0.1\", port = " + port + " }")
                            .run("daemon")
                            .error(3))
                    .contains("the dashboard cannot listen on 127.0.0.1, port " + port + "; set another http.port");
        }
    }

    @Test
    void a_status_while_sqs_is_down_shows_the_rest() {
        try (TcpProxy sqs = Wire.toSqs(site)) {
            sqs.refuse();
            Commands.Ran ran = with(Wire.sqsSetting(sqs)).run("status");

            assertThat(ran.code()).isZero();
            assertThat(ran.out()).anyMatch(line -> line.startsWith("queues     SQS cannot be reached: "));
        }
    }
}
