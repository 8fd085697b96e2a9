package io.nfs2s3.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures of docs/sizing.md are those that {@code scripts/sizing} prints. */
class SizingDocumentTest {
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\$ scripts/sizing(.*)$");

    @BeforeEach
    void begin() {
        Assumptions.assumeTrue(Programs.isOnPath("python3"), "python3 is not on the PATH");
    }

    @Test
    void each_table_is_what_the_script_prints() throws Exception {
        String document = document();

        assertThat(printed(List.of()).split("\n\n", -1))
                .hasSize(3)
                .allSatisfy(table -> assertThat(document).contains(table));
        assertThat(document).contains(printed(List.of("--inputs")));
    }

    @Test
    void each_command_of_the_document_can_be_run() throws Exception {
        List<String> commands =
                COMMAND.matcher(document()).results().map(MatchResult::group).toList();

        assertThat(commands).isNotEmpty();
        for (String command : commands) {
            List<String> options = Stream.of(command.split(" ", -1)).skip(2).toList();
            assertThat(printed(options)).as(command).contains("| files |");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--files 0",
                "--files -1",
                "--size 0",
                "--size -1",
                "--hours 0",
                "--hours 25",
                "--days 0",
                "--cores nan",
                "--host-mb 0",
                "--nfs-files -5",
                "--s3-puts 0",
                "--uploads -1",
                "--put-price -0.1",
                "--db-near 1.5"
            })
    void what_no_site_can_have_is_refused_by_its_name(String options) throws Exception {
        List<String> command = Stream.concat(Stream.of("python3", "scripts/sizing"), Stream.of(options.split(" ", -1)))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isEqualTo(2);
        assertThat(said)
                .contains("argument " + options.split(" ", -1)[0] + ": ")
                .contains("is refused: it has to be")
                .doesNotContain("Traceback");
    }

    @Test
    void what_may_be_nothing_is_taken() throws Exception {
        assertThat(printed(List.of("--files", "1e6", "--uploads", "0", "--put-price", "0", "--idle-receives", "0")))
                .contains("| files |");
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/sizing.md"));
    }

    private static String printed(List<String> options) throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of("python3", "scripts/sizing"), options.stream())
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
        return printed.strip();
    }
}
