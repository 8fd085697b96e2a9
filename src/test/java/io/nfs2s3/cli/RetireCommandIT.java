package io.nfs2s3.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nfs2s3.lifecycle.retire.RetireRig;
import io.nfs2s3.testing.Edge;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.Programs;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetireCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);
    private static final Commands commands =
            new Commands(site.settingsFile("retire.enabled = true", "retire.mostPercent = 100"));

    @BeforeEach
    void clear() throws IOException {
        site.clearRuns();
        rig.removeFiles();
    }

    @Test
    void it_says_what_it_would_do_and_takes_away_brings_back_and_writes_anew_only_with_yes() {
        rig.migrate("images/1.jpg", "images/2.jpg");

        assertThat(commands.done("retire --all"))
                .containsExactly(
                        "2 seen = 2 moved into the trash + 0 retired already + 0 left",
                        "nothing was changed; --yes does it");
        assertThat(rig.trash()).isEmpty();
        assertThat(commands.done("retire --all --yes").toString())
                .contains("retire of everything, DONE): 2 seen = 2 moved into the trash");
        assertThat(commands.done("runs list").toString()).contains("2 moved into the trash");
        assertThat(commands.done("retire --restore images/1.jpg --yes").toString())
                .contains("1 moved out of the trash");
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg RETIRED");

        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        assertThat(commands.done("retire --empty --all --yes").toString()).contains("1 removed from the trash");
        assertThat(commands.done("restore --all").toString())
                .contains("2 seen = 1 written anew + 1 in their place already + 0 left");
        assertThat(commands.done("restore --all --yes").toString()).contains("1 written anew");
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED", "images/2.jpg MIGRATED");
    }

    @Test
    void a_list_from_find_chooses_what_goes_and_what_comes_back() throws IOException {
        rig.migrate("images/1.jpg", "images/2.jpg", "images/a b.jpg");
        Path list = rig.file("list");
        Files.writeString(list, "./images/1.jpg\0./images/a b.jpg\0./images/.hidden\0");

        assertThat(commands.done("retire --yes --since 2h --kind image").toString())
                .contains("0 moved into the trash");
        assertThat(commands.done("retire --yes -0 --files-from " + list).toString())
                .contains(": 3 seen = 2 moved into the trash + 0 retired already + 1 left out + 0 left");
        assertThat(rig.trash()).containsExactly("images/1.jpg", "images/a b.jpg");
        assertThat(commands.done("retire --restore --yes --null --files-from " + list)
                        .toString())
                .contains("2 moved out of the trash");
        assertThat(commands.done("retire --restore --yes -0 --files-from " + list)
                        .toString())
                .contains("0 moved out of the trash + 2 out of it already");
        Files.delete(rig.file("images/1.jpg"));
        assertThat(commands.done("restore --yes -0 --files-from " + list).toString())
                .contains("1 written anew + 1 in their place already");
    }

    @ParameterizedTest
    @CsvSource({
        "retire --all --prefix images/, not with an option",
        "retire --all images/1.jpg, not with PATH",
        "retire --files-from list --kind image, one of the three",
        "retire -0 --all, only with --files-from",
        "retire, say --all",
        "restore --kind video, the kinds are",
        "restore --yes --dry-run --all, not both",
        "restore --until 2h --since 1h, nothing can lie between them",
    })
    void files_are_chosen_in_one_way(String line, String expected) {
        assertThat(commands.run(line).error(ExitCode.USAGE)).contains(expected);
    }

    @Test
    void a_run_that_is_resumed_keeps_to_its_limit() {
        rig.migrate(
                IntStream.range(10, 40).mapToObj(i -> "images/" + i + ".jpg").toArray(String[]::new));
        assertThat(commands.done("retire --all --max-delete 22").toString()).contains("22 seen = 22 moved");
        long run = rig.failed(22, "images/31.jpg");
        assertThat(rig.trash()).hasSize(20);

        assertThat(commands.done("runs resume " + run).toString()).contains("22 moved into the trash");
        assertThat(rig.trash()).hasSize(22);
    }

    @Test
    void through_the_cdn_only_those_go_that_every_host_gives_to_readers() {
        try (Edge edge = Edge.open()) {
            Commands readers = new Commands(
                    site.settingsFile("retire.enabled = true", "retire.mostPercent = 100", edge.setting()));
            rig.migrate("images/given.jpg", "images/other.jpg", "images/shorter.jpg", "images/missing.jpg");
            String given = site.keyOf("images/given.jpg");
            edge.put(given, site.text(given).getBytes(UTF_8));
            String other = site.keyOf("images/other.jpg");
            edge.put(other, "X".repeat(site.text(other).length()).getBytes(UTF_8));
            edge.put(site.keyOf("images/shorter.jpg"), "X".getBytes(UTF_8));

            Commands.Ran ran = readers.run("retire --all --through-cdn --yes");

            assertThat(ran.code()).isEqualTo(ExitCode.SOME_FAILED);
            assertThat(ran.toString())
                    .contains(
                            "images/missing.jpg: a CDN host does not give",
                            ": it answered 404",
                            ": it gave 1 bytes, and")
                    .contains(": it gave bytes with CRC32C:");
            assertThat(rig.rows())
                    .containsExactly(
                            "images/given.jpg RETIRED",
                            "images/missing.jpg MIGRATED",
                            "images/other.jpg MIGRATED",
                            "images/shorter.jpg MIGRATED");
            assertThat(commands.done("runs list --json").toString()).contains("throughCdn");
        }
        assertThat(commands.run("retire --all --restore --through-cdn").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_cdn_that_is_down_lets_nothing_go() {
        rig.migrate("images/1.jpg");
        String ofNobody = "resolve { cdnScheme = http, cdnHosts = [\"127.0.0.1:1\"] }";
        Commands readers =
                new Commands(site.settingsFile("retire.enabled = true", "retire.mostPercent = 100", ofNobody));

        assertThat(readers.run("retire --all --through-cdn --yes").toString()).contains("it could not be read: ");
        assertThat(rig.rows()).containsExactly("images/1.jpg MIGRATED");
    }

    @Test
    void nobody_is_sent_to_a_file_that_was_taken_away() {
        rig.migrate("images/1.jpg");
        commands.done("retire --all --yes");

        assertThat(commands.run("enqueue images/1.jpg").code()).isEqualTo(ExitCode.USAGE);
        assertThat(rig.rows()).containsExactly("images/1.jpg RETIRED");
        site.write("images/1.jpg", "a new file");
        assertThat(commands.run("enqueue images/1.jpg").code()).isEqualTo(ExitCode.DONE);
    }

    /** As one who owns the directories, and not each file: a rename is allowed then, and a link is not. */
    @Test
    void an_original_stays_that_this_user_could_not_bring_back() throws IOException, InterruptedException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may give files away");
        assumeTrue(Programs.isOnPath("setpriv"));
        rig.migrate("images/1.jpg", "images/group.jpg", "images/own.jpg");
        for (String path : List.of("images/1.jpg", "images/group.jpg")) {
            Files.setAttribute(rig.file(path), "unix:uid", 33);
        }
        Files.setPosixFilePermissions(rig.file("images/group.jpg"), PosixFilePermissions.fromString("rw-rw----"));
        List<String> command = new ArrayList<>(List.of("setpriv", "--bounding-set", "-fowner,-dac_override"));
        command.addAll(JavaProcess.java());
        command.addAll(List.of("io.nfs2s3.cli.Main", "retire", "--all", "--yes", "--config"));
        command.add(commands.config().toString());

        Process retire = new ProcessBuilder(command).redirectErrorStream(true).start();
        String told = new String(retire.getInputStream().readAllBytes(), UTF_8);

        assertThat(retire.waitFor()).as(told).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(told)
                .contains("left images/1.jpg: the original cannot be read, or not moved: it could not be given");
        assertThat(rig.trash()).containsExactly("images/group.jpg", "images/own.jpg");
        assertThat(rig.rows())
                .containsExactly("images/1.jpg MIGRATED", "images/group.jpg RETIRED", "images/own.jpg RETIRED");
    }

    @Test
    void a_trash_that_cannot_be_used_is_told_with_the_directory_and_no_run_is_begun() throws IOException {
        Files.createDirectory(rig.file("real"));
        Files.createSymbolicLink(rig.file("images"), Path.of("real"));

        Commands.Ran ran = commands.run("retire --all --yes");

        assertThat(ran.code()).isEqualTo(ExitCode.DEPENDENCY_DOWN);
        assertThat(ran.err().toString())
                .contains("the trash cannot be used", "images")
                .doesNotContain("unexpected");
        assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
    }

    @Test
    void it_refuses_what_is_not_asked_for_clearly_and_a_mount_that_is_away() throws IOException {
        assertThat(commands.run("retire").code()).isEqualTo(ExitCode.USAGE);
        assertThat(commands.run("retire --all --restore --empty").code()).isEqualTo(ExitCode.USAGE);
        assertThat(new Commands(site.settingsFile()).run("retire --all --yes").code())
                .isEqualTo(ExitCode.USAGE);
        Files.delete(rig.file(".nfs2s3-mounted"));
        try {
            assertThat(commands.run("retire --all --yes").code()).isEqualTo(ExitCode.DEPENDENCY_DOWN);
            assertThat(commands.run("restore --all --yes").code()).isEqualTo(ExitCode.DEPENDENCY_DOWN);
            assertThat(site.count("SELECT count(*) FROM nfs2s3.run")).isZero();
        } finally {
            Files.createFile(rig.file(".nfs2s3-mounted"));
        }
    }
}
