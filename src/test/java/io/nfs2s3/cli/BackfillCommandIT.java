package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.lab.devstack.SqsProxy;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackfillCommandIT {
    /** Four files, and the sentinel, which is skipped. */
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("backfill");

    private static final Commands commands = new Commands(site.settingsFile());

    @BeforeAll
    static void open() {
        site.write("images/1.jpg", "one");
        site.write("images/ab/2.jpg", "two");
        site.write("audio/3.mp3", "three");
        site.write("images/4.jpg", "four");
    }

    @BeforeEach
    void clear() {
        site.clearRuns();
    }

    private static List<String> registered() {
        return site.query("SELECT path || ' ' || state FROM nfs2s3.media ORDER BY path");
    }

    @Test
    void a_scan_registers_what_is_on_nfs_and_says_so() {
        assertThat(commands.done("backfill scan"))
                .containsExactly(
                        "run 1 (scan of everything, DONE): 5 seen = 4 registered + 0 known + 1 skipped + 0 bad;"
                                + " 3 sent; 0 in media were not found");

        assertThat(registered())
                .containsExactly(
                        "audio/3.mp3 HELD", "images/1.jpg QUEUED", "images/4.jpg QUEUED", "images/ab/2.jpg QUEUED");
        assertThat(Queues.takeFiles(Queues.of(site, "backfill"))).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"--kind audio, audio/3.mp3 HELD", "--prefix images/ab/, images/ab/2.jpg QUEUED"})
    void a_scan_is_narrowed_by_its_options(String options, String expected) {
        commands.done("backfill scan " + options);

        assertThat(registered()).containsExactly(expected);
    }

    @Test
    void a_dry_run_counts_and_changes_nothing() {
        assertThat(commands.done("backfill scan --dry-run"))
                .containsExactly("5 names: 4 would be registered, 0 are known, 1 would be skipped, 0 are bad");

        assertThat(registered()).isEmpty();
        assertThat(commands.run("backfill status --json").json().get(0).path("runs"))
                .isEmpty();
    }

    @Test
    void a_manifest_registers_what_it_names() throws IOException {
        Path list = Files.writeString(Files.createTempFile("manifest", ".txt"), "images/1.jpg\n../etc/passwd\n");

        Commands.Ran ran = commands.run("backfill manifest " + list);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .singleElement()
                .asString()
                .contains("2 seen = 1 registered + 0 known + 0 skipped + 1 bad");
        assertThat(registered()).containsExactly("images/1.jpg QUEUED");
    }

    @Test
    void a_script_gets_the_counts_and_what_the_last_full_scan_says() {
        site.jdbi()
                .useHandle(handle -> handle.execute("INSERT INTO nfs2s3.media (path, kind, state, registered_at)"
                        + " VALUES ('images/gone.jpg', 'image', 'HELD', now() - interval '1 day')"));

        JsonNode done = commands.run("backfill scan --json").json().stream()
                .reduce((one, other) -> other)
                .orElseThrow();
        JsonNode status = commands.run("backfill status --json").json().get(0);

        assertThat(done.path("event").asText()).isEqualTo("done");
        assertThat(done.path("seen").asLong()).isEqualTo(5);
        assertThat(done.path("missing").asLong()).isEqualTo(1);
        assertThat(status.path("open").asBoolean()).isTrue();
        assertThat(status.path("runs").get(0).path("registered").asLong()).isEqualTo(4);
        assertThat(status.path("reconciliation").path("inMediaNotOnNfs").asLong())
                .isEqualTo(1);
        assertThat(status.path("reconciliation").path("samples"))
                .extracting(sample -> sample.path("name").asText())
                .containsExactly(".nfs2s3-mounted", "images/gone.jpg");
        assertThat(commands.done("backfill status"))
                .contains("backfill: open", "in media, not on NFS: 1", "  images/gone.jpg: it is HELD");
    }

    @Test
    void a_pause_says_who_why_and_how_to_go_on() {
        assertThat(commands.done("backfill pause --reason backup"))
                .singleElement()
                .asString()
                .contains("every host");
        assertThat(commands.done("backfill status").get(0))
                .matches("backfill: paused by .* \\(backup\\); 'backfill resume' goes on");

        assertThat(commands.done("backfill resume")).containsExactly("backfill: the pause is over on every host");
        assertThat(commands.done("backfill status").get(0)).isEqualTo("backfill: open");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backfill resume 1", "runs resume 1"})
    void a_pause_does_not_end_for_a_run_that_cannot_be_gone_on_with(String resume) {
        commands.done("backfill scan");
        commands.done("backfill pause --reason backup");

        assertThat(commands.run(resume).error(2)).contains("run 1 is DONE and cannot be resumed");
        assertPaused();

        site.jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE nfs2s3.run SET state = 'PAUSED', finished_at = NULL, owner = 'gone'"));
        TcpProxy sqs = site.closing(Wire.toSqs(site));
        sqs.refuse();
        assertThat(new Commands(site.settingsFile(Wire.sqsSetting(sqs)))
                        .run(resume)
                        .error(3))
                .contains("SQS");
        assertPaused();

        assertThat(commands.done(resume)).first().asString().isEqualTo("backfill: the pause is over on every host");
        assertThat(commands.done("backfill status").get(0)).isEqualTo("backfill: open");
    }

    private static void assertPaused() {
        assertThat(commands.done("backfill status").get(0)).startsWith("backfill: paused by");
    }

    @Test
    void limits_are_set_for_all_hosts_and_set_back() {
        assertThat(commands.done("backfill set --rate 500 --queued-ahead 1000"))
                .containsExactly("limits:   500 names/s (set), 1,000 files queued ahead (set)");
        assertThat(commands.done("backfill set --rate default --queued-ahead default"))
                .containsExactly("limits:   no limit of names/s, 200,000 files queued ahead");
    }

    @ParameterizedTest
    @CsvSource({
        "backfill scan --kind video, 'the kinds are'",
        "backfill scan --kind image --prefix images/, 'not both'",
        "backfill set, --rate or --queued-ahead",
        "backfill set --rate fast, 0 to 10000000",
        "backfill cancel 7, no run 7",
        "backfill resume 7, no run 7",
    })
    void wrong_usage_says_what_would_be_right(String line, String expected) {
        Commands.Ran ran = commands.run(line);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err().get(0)).startsWith("nfs2s3: ").contains(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "backfill manifest /nope, 2, /nope",
        "backfill manifest --sql|SELECT * FROM nowhere, 2, nowhere",
        "backfill manifest --sql|SELECT 1 AS a. 2 AS b, 2, one column",
        "backfill scan --prefix ../x, 2, ../x",
    })
    void what_fails_before_its_first_name_leaves_no_run_that_stands_in_the_way(String line, int code, String named) {
        List<String> words = line.contains("|")
                ? List.of(
                        "backfill",
                        "manifest",
                        "--sql",
                        line.substring(line.indexOf('|') + 1).replace('.', ','))
                : List.of(line.split(" "));
        Commands.Ran ran = commands.run(words);

        assertThat(ran.code()).as("err=%s", ran.err()).isEqualTo(code);
        assertThat(ran.err()).singleElement().asString().contains(named);
        assertThat(site.query("SELECT state FROM nfs2s3.run")).isEmpty();
        commands.done("backfill scan");
        Queues.take(Queues.of(site, "backfill"));
    }

    @Test
    void nor_does_a_scan_of_a_mount_that_is_gone() throws IOException {
        Path sentinel = site.media().resolve(".nfs2s3-mounted");
        Files.delete(sentinel);
        assertThat(commands.run("backfill scan").error(3)).contains("the mount is down");
        Files.createFile(sentinel);

        assertThat(site.query("SELECT state FROM nfs2s3.run")).isEmpty();
    }

    /** A scan that cannot come to its end: SQS takes none of its messages. */
    private static JavaProcess endlessScan(SqsProxy sqs) {
        sqs.fail((action, body) -> action.startsWith("SendMessage"), 503, "ServiceUnavailable");
        return JavaProcess.nfs2s3(
                "backfill",
                "scan",
                "--config",
                site.settingsFile("sqs.endpoint = \"" + sqs.endpoint() + "\"").toString());
    }

    @Test
    void a_scan_that_is_killed_is_resumed_at_once_on_its_host() {
        commands.done("backfill set --rate 1");
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint());
                JavaProcess scan = endlessScan(sqs)) {
            site.await(() -> site.count("SELECT coalesce(sum(done), 0) FROM nfs2s3.run") > 0);
            scan.kill();
        }
        commands.done("backfill set --rate default");
        assertThat(commands.run("backfill scan").err())
                .singleElement()
                .asString()
                .contains("'backfill resume 1'");

        assertThat(commands.done("backfill resume"))
                .singleElement()
                .asString()
                .contains("5 seen = 4 registered + 0 known + 1 skipped + 0 bad");
        assertThat(Queues.takeFiles(Queues.of(site, "backfill"))).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void a_scan_that_is_told_to_end_says_how_to_go_on() {
        commands.done("backfill set --rate 1");
        try (SqsProxy sqs = SqsProxy.to(site.sqsEndpoint());
                JavaProcess scan = endlessScan(sqs)) {
            site.await(() -> site.count("SELECT coalesce(sum(done), 0) FROM nfs2s3.run") > 0);
            scan.terminate();
            assertThat(scan.exitCode()).as("that of SIGTERM").isEqualTo(143);
            assertThat(scan.output()).contains("run 1 was stopped; go on with: nfs2s3 backfill resume 1");
        }
        assertThat(site.query("SELECT state FROM nfs2s3.run")).containsExactly("PAUSED");
    }
}
