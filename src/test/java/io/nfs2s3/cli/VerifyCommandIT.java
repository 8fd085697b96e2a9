package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.runs.RunControls;
import io.nfs2s3.runs.RunKind;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * A verify as an operator sees it: five files, of which one is right, and a foreign object.
 *
 * <p>Past 300 lines, for all options are tried on the same five files.
 */
class VerifyCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Commands commands = new Commands(site.settingsFile());
    private static final RunControls controls = new RunControls(site.jdbi(), RunKind.VERIFY);

    @TempDir
    private Path folder;

    @BeforeAll
    static void migrate() {
        for (String name : List.of("good", "differs", "gone", "lost")) {
            site.write("images/" + name + ".jpg", name);
        }
        commands.done("enqueue images/good.jpg images/differs.jpg images/gone.jpg images/lost.jpg");
        commands.done("worker --until-empty");
        site.write("images/waits.jpg", "waits");
        commands.done("enqueue images/waits.jpg");
        put("images/differs.jpg", "DIFFERS");
        put("images/foreign\nobject.jpg", "foreign");
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key("images/gone.jpg"));
    }

    private static void put(String key, String body) {
        site.s3().putObject(request -> request.bucket(site.bucket()).key(key), RequestBody.fromString(body));
    }

    @Test
    void differences_are_shown_with_what_can_be_done_and_summed_up() {
        Commands.Ran ran = commands.run("verify");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out().subList(0, 3))
                .anyMatch(
                        line -> line.matches(
                                "\\* images/differs\\.jpg  object-differs: the object has CRC32C:.*, not CRC32C:.* \\[flip-back]"))
                .contains("+ images/gone.jpg  object-missing: the object is not there [flip-back]")
                .contains("- images/foreign\\x0Aobject.jpg  foreign-object: no row names it, and it does not say that"
                        + " it is this site's [ask]");
        assertThat(ran.out().subList(3, ran.out().size()))
                .containsExactly(
                        "1  object-missing: readers are sent to an object that is not there",
                        "1  object-differs: the object has other bytes than were copied",
                        "1  foreign-object: an object that does not say that it is this site's",
                        "requests: 2 LIST, 3 HEAD, 1 object read",
                        "verify: 5 files: 2 match, 1 differ, 1 missing on src, 1 missing on dst, 0 error");
        assertThat(commands.run("verify --limit 1").out()).contains("... and 2 more: --limit N shows more, --json all");
    }

    @Test
    void a_file_that_matches_is_named_when_its_evidence_is_missing() {
        String etag = site.jdbi()
                .withHandle(handle -> handle.select("SELECT etag FROM nfs2s3.media WHERE path = 'images/good.jpg'")
                        .mapTo(String.class)
                        .one());
        setEtag("\"0123\"");
        try {
            assertThat(commands.run("verify --json").json())
                    .filteredOn(line -> line.path("cause").asText().equals("evidence-missing"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.path("path").asText()).isEqualTo("images/good.jpg"))
                    .satisfies(line -> assertThat(line.path("verdict").asText()).isEqualTo("match"));
            assertThat(commands.run("verify").out())
                    .contains("= images/good.jpg  evidence-missing: the object changed, its bytes did not"
                            + " [take-up-evidence]");
            assertThat(commands.run("verify --limit 3").out())
                    .contains("... and 1 more: --limit N shows more, --json all");
        } finally {
            setEtag(etag);
        }
    }

    private static void setEtag(String etag) {
        site.jdbi()
                .useHandle(handle ->
                        handle.execute("UPDATE nfs2s3.media SET etag = ? WHERE path = 'images/good.jpg'", etag));
    }

    @Test
    void scripts_read_one_line_for_each_difference_and_a_last_one() {
        Commands.Ran ran = commands.run("verify --json");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.json()).hasSize(4);
        assertThat(ran.json().subList(0, 3))
                .extracting(line -> line.path("cause").asText())
                .containsExactlyInAnyOrder("object-differs", "object-missing", "foreign-object");
        JsonNode sum = ran.json().get(3);
        assertThat(sum.path("event").asText()).isEqualTo("done");
        assertThat(sum.path("verdicts").path("match").asInt()).isEqualTo(2);
        assertThat(sum.path("causes").path("object-missing").asInt()).isEqualTo(1);
    }

    @Test
    void the_files_are_those_of_rclone_check() throws IOException {
        Path combined = folder.resolve("combined");
        Path differ = folder.resolve("differ");
        Path src = folder.resolve("src");
        Path dst = folder.resolve("dst");

        commands.run("verify --combined " + combined + " --differ " + differ + " --missing-on-src " + src
                + " --missing-on-dst " + dst);

        assertThat(Files.readAllLines(combined))
                .containsExactlyInAnyOrder(
                        "= images/good.jpg",
                        "= images/lost.jpg",
                        "* images/differs.jpg",
                        "+ images/gone.jpg",
                        "- images/foreign\\x0Aobject.jpg");
        assertThat(Files.readAllLines(differ)).containsExactly("images/differs.jpg");
        assertThat(Files.readAllLines(src)).containsExactly("images/foreign\\x0Aobject.jpg");
        assertThat(Files.readAllLines(dst)).containsExactly("images/gone.jpg");
        assertThat(commands.run("verify --prefix images/g --combined -").out())
                .contains("= images/good.jpg", "+ images/gone.jpg");
    }

    @Test
    void what_is_right_ends_with_0_and_a_sample_says_what_it_tells_of_all() {
        assertThat(commands.done("verify --prefix images/good --checksum --bytes"))
                .containsExactly(
                        "requests: 2 LIST, 1 HEAD, 1 object read",
                        "verify: 1 file: 1 match, 0 differ, 0 missing on src, 0 missing on dst, 0 error");
        assertThat(commands.done("verify --prefix images/good --sample 100"))
                .contains("no difference in 1 by chance: with 95 % at most 95 % of all differ");
        assertThat(commands.run("verify --sample 100 --kind image").out())
                .contains("2 differences in 4 by chance: with 95 % at most 91 % of all differ");
    }

    @Test
    void an_empty_mount_point_ends_with_3() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("empty"));
        Commands other = new Commands(site.settingsFile("source.root = \"" + elsewhere + "\""));

        Path missing = Files.writeString(folder.resolve("missing"), "of yesterday\n");

        Commands.Ran ran = other.run("verify --source --missing-on-dst " + missing);

        assertThat(ran.error(3)).contains("Mount the source root");
        assertThat(ran.out()).isEmpty();
        assertThat(missing).hasContent("of yesterday");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("empty", "missing");
    }

    @Test
    void a_repair_says_first_what_it_would_do() {
        List<String> before = site.query("SELECT m::text FROM nfs2s3.media m ORDER BY id");

        Commands.Ran ran = commands.run("verify --repair");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("repair would do (--yes does it): 2 flip-back; 1 left to decide by hand");
        assertThat(site.query("SELECT m::text FROM nfs2s3.media m ORDER BY id")).isEqualTo(before);
        assertThat(commands.run("verify --yes").error(2)).contains("--yes goes with --repair");
    }

    @Test
    void without_sqs_nothing_is_repaired() {
        List<String> before = site.query("SELECT m::text FROM nfs2s3.media m ORDER BY id");
        TcpProxy sqs = site.closing(Wire.toSqs(site));
        Commands other = new Commands(site.settingsFile(Wire.sqsSetting(sqs)));
        sqs.refuse();

        assertThat(other.run("verify --repair --yes").error(3)).contains("SQS");
        assertThat(site.query("SELECT m::text FROM nfs2s3.media m ORDER BY id")).isEqualTo(before);
    }

    /** A verify that has begun and is not at its end, however long the test takes: it rests. */
    private static JavaProcess restingVerify(String option) {
        site.clearRuns();
        controls.pause("the test", null);
        JavaProcess verify = JavaProcess.nfs2s3(
                "verify", option, "--config", commands.config().toString());
        site.await(() -> site.count("SELECT count(*) FROM nfs2s3.run_part") > 0 || !verify.isRunning());
        return verify;
    }

    @Test
    void one_that_is_killed_is_resumed_on_its_host_and_keeps_its_record() {
        try (JavaProcess killed = restingVerify("--bytes")) {
            killed.kill();
        } finally {
            controls.resume();
        }
        assertThat(commands.run("verify --bytes").error(2)).contains("'runs resume 1'");

        Commands.Ran ran = commands.run("runs resume verify");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .last()
                .isEqualTo("verify: 5 files: 2 match, 1 differ, 1 missing on src, 1 missing on dst, 0 error");
        assertThat(commands.done("runs list verify"))
                .singleElement()
                .asString()
                .contains("verify of {\"bytes\":true}, DONE): 5 seen = 2 match")
                .endsWith("3 others");
        assertThat(commands.done("runs show 1")).anyMatch(line -> line.startsWith("  images/gone.jpg: object-missing"));
        assertThat(commands.done("runs pause verify").get(0)).contains("verify: paused on every host");
        assertThat(commands.done("runs resume verify").get(0)).contains("the pause is over");
    }

    @Test
    void one_that_says_what_it_would_mend_says_so_too_when_it_is_resumed() {
        try (JavaProcess killed = restingVerify("--repair")) {
            killed.kill();
        } finally {
            controls.resume();
        }

        assertThat(commands.run("runs resume verify").out())
                .contains("repair would do (--yes does it): 2 flip-back; 1 left to decide by hand");
    }

    @Test
    void one_that_is_told_to_end_says_how_to_go_on() {
        try (JavaProcess verify = restingVerify("--bytes")) {
            verify.terminate();
            assertThat(verify.exitCode()).as("that of SIGTERM").isEqualTo(143);
            assertThat(verify.output()).contains("run 1 was stopped; go on with: nfs2s3 runs resume 1");
        } finally {
            controls.resume();
        }
        commands.done("runs cancel 1");
    }

    @Test
    void a_user_of_the_database_who_may_only_read_verifies_without_a_record() {
        String reader = site.bucket().replace('-', '_') + "_reader";
        site.jdbi().useHandle(handle -> {
            handle.execute("CREATE ROLE " + reader + " LOGIN PASSWORD 'reader'");
            handle.execute("GRANT USAGE ON SCHEMA nfs2s3 TO " + reader);
            handle.execute("GRANT SELECT ON ALL TABLES IN SCHEMA nfs2s3 TO " + reader);
        });
        try {
            Commands other = new Commands(site.settingsFile("database { user = " + reader + ", password = reader }"));
            assertThat(other.run("verify").error(2)).contains("--no-record");
            assertThat(other.run("verify --no-record").out())
                    .last()
                    .isEqualTo("verify: 5 files: 2 match, 1 differ, 1 missing on src, 1 missing on dst, 0 error");
        } finally {
            site.jdbi().useHandle(handle -> {
                handle.execute("DROP OWNED BY " + reader);
                handle.execute("DROP ROLE " + reader);
            });
        }
    }

    @Test
    void a_file_that_no_row_knows_is_told_when_asked() throws IOException {
        Path forgotten = site.write("images/forgotten.jpg", "forgotten");
        Files.setLastModifiedTime(forgotten, FileTime.from(Instant.EPOCH));

        assertThat(commands.run("verify --unregistered --prefix images/forgotten")
                        .out())
                .containsExactly(
                        "+ images/forgotten.jpg  not-registered: no row knows it: 'enqueue' it, or run 'backfill scan'"
                                + " [requeue]",
                        "1  not-registered: the original has no row",
                        "scanned: 1 name on NFS",
                        "requests: 3 LIST, 1 HEAD, 0 objects read",
                        "verify: 1 file: 0 match, 0 differ, 0 missing on src, 1 missing on dst, 0 error");
        assertThat(commands.run("verify --unregistered --prefix ../images").error(2))
                .contains("..");
    }

    @Test
    void a_disk_that_is_full_is_said_and_what_was_found_is_told_all_the_same() {
        assumeTrue(Files.isWritable(Path.of("/dev/full")), "this system has no /dev/full");
        for (String record : List.of("", " --no-record")) {
            Commands.Ran ran = commands.run("verify --combined /dev/full" + record);

            assertThat(ran.error(3)).contains("No space left on device", "begin a new verify");
            assertThat(ran.out())
                    .contains("verify: 5 files: 2 match, 1 differ, 1 missing on src, 1 missing on dst, 0 error");
        }
    }

    @Test
    void wrong_options_end_with_2() {
        assertThat(commands.run("verify --sample 0").error(2)).contains("give 1 to 20000");
        assertThat(commands.run("verify --kind nothing").error(2)).contains("the kinds are");
        assertThat(commands.run("verify --combined " + folder.resolve("no/such/folder"))
                        .error(2))
                .contains("cannot be written");
        Path file = folder.resolve("same");
        assertThat(commands.run("verify --match " + file + " --error " + folder + "/./same")
                        .error(2))
                .contains("two options name the file");
        assertThat(commands.run("verify --json --combined -").error(2)).contains("both write to standard output");
        assertThat(file).doesNotExist();
    }
}
