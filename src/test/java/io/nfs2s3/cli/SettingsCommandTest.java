package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that the settings name is there: no database, no mount, no AWS. */
class SettingsCommandTest {
    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve("site.conf");
    }

    private Commands with(String settings) throws IOException {
        return new Commands(Files.writeString(file(), settings));
    }

    @Test
    void every_setting_is_shown_with_its_unit_and_its_place() throws IOException {
        List<String> lines = with("s3.bucket = site\nworker.filesInFlight = 7\ndatabase.password = hush")
                .done("settings");

        assertThat(lines)
                .startsWith("# settings file: " + file())
                .hasSizeGreaterThan(100)
                .extracting(line -> line.replaceAll(" +", " "))
                .contains(
                        "s3.bucket = \"site\" # " + file() + ":1",
                        "worker.filesInFlight = 7 # files; " + file() + ":2",
                        "database.password = *** # " + file() + ":3",
                        "s3.partSize = 16 MiB # default");
        assertThat(String.join("\n", lines)).doesNotContain("hush");
    }

    @Test
    void what_differs_from_the_defaults_can_be_read_as_a_settings_file_that_says_the_same() throws IOException {
        List<String> lines = with("""
                kinds { all { prefix = "", migrate = true } }
                s3 { bucket = "site", prefix = "a b/" }
                source.skip = ["*.tmp", "a\\"b"]
                sweep.age = 1 h
                plan.price.getPer1000 = 0.0005
                catalog.siteUpdate = "UPDATE x SET a = :path\\n  WHERE b = :location"
                """).done("settings --changed");

        List<String> again = with(String.join("\n", lines)).done("settings --changed");

        assertThat(lines).hasSize(9);
        assertThat(values(again)).isEqualTo(values(lines));
    }

    private static List<String> values(List<String> lines) {
        return lines.stream().map(line -> line.replaceFirst(" +# .*", "")).toList();
    }

    @Test
    void one_section_or_key_can_be_asked_for() throws IOException {
        Commands commands = with("s3.bucket = site\nhttp.port = 1");

        assertThat(commands.done("settings --key s3.")).hasSize(16).noneMatch(line -> line.startsWith("http."));
        assertThat(commands.done("settings --key s3.b --changed")).hasSize(2);
        assertThat(commands.done("settings --key sqs. --changed"))
                .containsExactly("# settings file: " + file(), "# nothing differs from the defaults");
        assertThat(commands.run("settings --key s3.bukket").error(2)).contains("no setting begins with s3.bukket");
    }

    @Test
    void a_script_reads_json() throws IOException {
        Commands.Ran ran = with("worker.filesInFlight = 7").run("settings --json --key worker.filesInFlight");

        JsonNode setting = ran.onlyJson();
        assertThat(setting.get("key").asText()).isEqualTo("worker.filesInFlight");
        assertThat(setting.get("value").intValue()).isEqualTo(7);
        assertThat(setting.get("default").intValue()).isEqualTo(64);
        assertThat(setting.get("changed").booleanValue()).isTrue();
        assertThat(setting.get("source").asText()).isEqualTo("file");
        assertThat(setting.get("place").asText()).isEqualTo(file().toString());
        assertThat(setting.get("line").intValue()).isEqualTo(1);
        assertThat(setting.get("unit").asText()).isEqualTo("files");
        assertThat(setting.get("range").asText()).isEqualTo("1 to 1000, or auto");
        assertThat(setting.get("variable").asText()).isEqualTo("NFS2S3_WORKER_FILES_IN_FLIGHT");
        assertThat(setting.get("meaning").asText()).startsWith("Files that may be on their way");
    }

    @Test
    void wrong_settings_are_shown_too_with_all_mistakes_and_exit_code_2() throws IOException {
        Commands.Ran ran = with("http.port = 70000\ns3.bukket = x\n").run("settings --key http.");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).anyMatch(line -> line.startsWith("http.port = 70000 "));
        assertThat(ran.err())
                .containsExactlyInAnyOrder(
                        "nfs2s3: http.port = 70000 must be 0 to 65535 (" + file() + ":1)",
                        "nfs2s3: s3.bukket is not a setting; did you mean s3.bucket? (" + file() + ":2)");
        assertThat(with("a = {").run("settings").error(2)).contains("is not HOCON", "site.conf");
        assertThat(new Commands(Path.of("/nowhere/x.conf")).run("settings").error(2))
                .contains("cannot be read");
    }

    @Test
    void the_reference_needs_no_settings() throws IOException {
        assertThat(with("a = {").done("settings --reference")).contains("# Settings", "## s3");
    }
}
