package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** There is one table of exit codes: {@code --help} of each command and README.md have it. */
class ExitCodeTableTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\| (.+) \\|$");

    private static Stream<CommandLine> tree(CommandLine from) {
        return Stream.concat(
                Stream.of(from), from.getSubcommands().values().stream().flatMap(ExitCodeTableTest::tree));
    }

    private static CommandLine top() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return CommandLines.create(nowhere, nowhere);
    }

    private static Map<String, String> ofHelp(CommandLine command) {
        return command.getCommandSpec().usageMessage().exitCodeList();
    }

    @Test
    void the_readme_has_the_table_of_the_help() throws IOException {
        Map<String, String> written = new LinkedHashMap<>();
        ROW.matcher(Files.readString(Path.of("README.md")))
                .results()
                .forEach(row -> written.put(row.group(1), row.group(2)));

        assertThat(written).containsExactlyEntriesOf(ofHelp(top()));
    }

    @Test
    void every_command_has_the_same_table() {
        Map<String, String> table = ofHelp(top());

        assertThat(tree(top()))
                .allSatisfy(command -> assertThat(ofHelp(command)).isEqualTo(table));
    }

    @Test
    void the_table_has_each_code_that_a_command_gives_itself() {
        assertThat(ofHelp(top()))
                .containsKeys(
                        String.valueOf(ExitCode.DONE),
                        String.valueOf(ExitCode.SOME_FAILED),
                        String.valueOf(ExitCode.USAGE),
                        String.valueOf(ExitCode.DEPENDENCY_DOWN))
                .containsKeys("129", "130", "137", "143");
    }
}
