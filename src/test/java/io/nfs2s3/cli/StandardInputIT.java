package io.nfs2s3.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nfs2s3.cli.Commands.Ran;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever a command takes paths or a file, a single {@code -} is standard input. */
class StandardInputIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open().emptyBeforeEach("uploads", "backfill");

    private static final Commands commands = new Commands(site.settingsFile());
    private static final Commands piped = new Commands(Path.of("-"));

    private static Ran given(String input, String line) {
        return commands.given(input.getBytes(UTF_8), line);
    }

    @Test
    void paths_are_resolved_however_many_there_are() {
        int files = GivenPaths.AT_ONCE + 1;
        String input = IntStream.rangeClosed(1, files)
                .mapToObj(i -> "images/" + i + ".jpg\n")
                .collect(Collectors.joining());

        List<String> urls = given(input, "resolve -").out();

        assertThat(urls).hasSize(files);
        assertThat(urls.get(files - 1))
                .isEqualTo("https://www.example.com/media/images/" + files + ".jpg\timages/" + files + ".jpg");
    }

    @Test
    void a_line_that_is_no_path_is_named() {
        assertThat(given("../x\n", "resolve -").error(ExitCode.USAGE)).contains("../x");
    }

    @Test
    void failed_files_and_lines_of_the_ledger_are_chosen() {
        FailedRows.insert(site, "images/1.jpg", "image", "SOURCE_MISSING", 2);
        FailedRows.insert(site, "images/2.jpg", "image", "SOURCE_MISSING", 1);

        JsonNode would =
                given("images/1.jpg\n", "failed retry - --dry-run --json").onlyJson();
        List<String> lines = given("images/2.jpg\n", "ledger list - --since 1h").out();

        assertThat(would.path("wouldRequeue").asLong()).isEqualTo(1);
        assertThat(lines).isNotEmpty().allMatch(line -> line.contains("  images/2.jpg  "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed retry -",
                "failed retry - --limit 5",
                "ledger list -",
                "resolve -",
                "enqueue -",
                "enqueue - --dry-run"
            })
    void nothing_on_standard_input_is_no_success_and_does_not_mean_everything(String line) {
        assertThat(given("\n", line).error(ExitCode.USAGE)).contains("standard input has no path: give one a line");
    }

    @Test
    void a_path_whose_name_is_left_out_elsewhere_is_taken_as_an_argument_is() {
        FailedRows.insert(site, "images/1.tmp", "image", "SOURCE_SKIPPED", 1);

        assertThat(given("images/1.tmp\n.x/2.jpg\n", "resolve -").out())
                .hasSize(2)
                .isEqualTo(commands.done("resolve images/1.tmp .x/2.jpg"));
        assertThat(given("images/1.tmp\n", "failed retry - --dry-run --json")
                        .onlyJson()
                        .path("wouldRequeue")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void an_upload_whose_name_is_left_out_is_not_enqueued_and_those_behind_it_are() {
        Ran ran = given("images/1.tmp\nimages/2.jpg\n", "enqueue - --dry-run");

        assertThat(ran.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(ran.out()).containsExactly("CHECKED\timages/2.jpg");
        assertThat(ran.err())
                .containsExactly(
                        "nfs2s3: \"images/1.tmp\" is no medium: source.skip has *.tmp", "nfs2s3: 1 line was left out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resolve -",
                "enqueue -",
                "failed retry -",
                "ledger list -",
                "backfill manifest -",
                "retire -",
                "restore -",
                "rollback --files-from -"
            })
    void settings_and_paths_are_not_both_on_it(String line) {
        assertThat(piped.given("images/1.jpg\n".getBytes(UTF_8), line).error(ExitCode.USAGE))
                .contains("standard input cannot have the settings and the paths");
    }

    @Test
    void settings_are_read() {
        List<String> lines = settings("s3.bucket = piped").out();

        assertThat(lines.toString()).contains("s3.bucket = \"piped\"", "standard input");
    }

    @Test
    void settings_include_no_name_that_would_be_relative_to_nothing(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("inner.conf"), "s3.bucket = inner");
        Path outer = Files.writeString(folder.resolve("outer.conf"), "include \"inner.conf\"");

        assertThat(settings("include \"" + outer + "\"").error(ExitCode.USAGE))
                .contains("include \"" + outer + "\", but standard input, or a pipe, has no directory");
        assertThat(settings("include file(\"" + outer + "\")").out().toString()).contains("s3.bucket = \"inner\"");
    }

    private static Ran settings(String text) {
        return piped.given(text.getBytes(UTF_8), "settings --key s3.bucket");
    }
}
