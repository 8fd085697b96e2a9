package io.nfs2s3.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lifecycle.retire.RetireRig;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.Edge;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RetireCommandIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);
    private static final Commands commands =
            new Commands(site.settingsFile("retire.enabled = true", "retire.mostPercent = 100"));

    @BeforeEach
    void clear() throws IOException {
        site.clearRuns();
        for (String directory : List.of("images", ".nfs2s3-trash")) {
            if (Files.exists(rig.file(directory))) {
                Directories.delete(rig.file(directory));
            }
        }
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
        String ofNobody;
        try (Edge edge = Edge.open()) {
            ofNobody = edge.setting();
        }
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
