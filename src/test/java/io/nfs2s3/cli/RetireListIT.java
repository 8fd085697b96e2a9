package io.nfs2s3.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lifecycle.retire.RetireRig;
import io.nfs2s3.testing.TestSite;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Lists as operators give them, through the commands that take originals away and bring them back. */
class RetireListIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads");

    private static final RetireRig rig = new RetireRig(site);
    private static final Commands commands =
            new Commands(site.settingsFile("retire.enabled = true", "retire.mostPercent = 100"));

    private static final List<String> FILES =
            IntStream.range(10, 40).mapToObj(i -> "images/" + i + ".jpg").toList();
    private static final String LINES = String.join("\n", FILES) + "\n";

    @TempDir
    private Path directory;

    @BeforeEach
    void migrate() throws IOException {
        site.clearRuns();
        rig.goOn();
        rig.removeFiles();
        rig.migrate(FILES.toArray(String[]::new));
    }

    private static Commands.Ran given(byte[] input, String line) {
        return commands.given(input, line);
    }

    /** A run of this list that ended at its 21st file. */
    private static void killed(byte[] input, String line) {
        rig.failAt("INSERT", "NEW.path = 'images/30.jpg'");
        assertThat(given(input, line).code()).isNotEqualTo(ExitCode.DONE);
        rig.goOn();
        assertThat(rig.trash()).hasSize(20);
    }

    private static long run() {
        return site.count("SELECT max(id) FROM nfs2s3.run");
    }

    @Test
    void a_list_that_was_written_anew_is_not_the_one_that_the_run_began_with() throws IOException {
        Path list = Files.writeString(directory.resolve("list"), LINES);
        killed(new byte[0], "retire --yes --files-from " + list);

        Files.writeString(list, LINES.replace("39", "38"));
        assertThat(commands.run("runs resume " + run()).err().toString()).contains("has changed since the run began");
        assertThat(rig.trash()).hasSize(20);
        Files.writeString(list, LINES);
        assertThat(commands.done("runs resume " + run()).toString()).contains("30 moved into the trash");
        assertThat(rig.trash()).hasSize(30);
    }

    @Test
    void a_list_on_standard_input_is_given_again_whole() {
        killed(LINES.getBytes(UTF_8), "retire --yes --files-from -");

        assertThat(given(new byte[0], "runs resume " + run()).err().toString()).contains("give it the whole list");
        assertThat(given("images/10.jpg\n".getBytes(UTF_8), "runs resume " + run())
                        .err()
                        .toString())
                .contains("the list has 1 names", "30 or more");
        assertThat(rig.trash()).hasSize(20);
        assertThat(given(LINES.getBytes(UTF_8), "runs resume " + run()).out().toString())
                .contains("30 moved into the trash");
    }

    @Test
    void a_list_that_was_cut_takes_no_file_by_half_a_name() throws IOException {
        Commands.Ran lines = given("images/11.jpg\nimages/10.jpg".getBytes(UTF_8), "retire --yes --files-from -");
        assertThat(lines.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(lines.out().toString()).contains("left images/10.jpg", "line 2: the list ends within it");
        Commands.Ran nul = given("images/11.jpg\0images/10.jpg".getBytes(UTF_8), "retire --yes -0 --files-from -");
        assertThat(nul.err().toString()).contains("ends within path 2");

        assertThat(rig.trash()).containsExactly("images/11.jpg");
    }

    @Test
    void a_packed_list_chooses_what_goes_and_what_is_written_anew() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("images/10.jpg\nimages/11.jpg\n".getBytes(UTF_8));
        }
        Path list = Files.write(directory.resolve("list.gz"), packed.toByteArray());

        commands.done("retire --yes --files-from " + list);
        assertThat(rig.trash()).containsExactly("images/10.jpg", "images/11.jpg");
        rig.sql("UPDATE nfs2s3.retired SET changed_at = changed_at - interval '31 days'");
        commands.done("retire --empty --yes --files-from " + list);
        Commands.Ran restored = given(packed.toByteArray(), "restore --yes -");
        assertThat(restored.out().toString()).contains("2 written anew");
    }
}
