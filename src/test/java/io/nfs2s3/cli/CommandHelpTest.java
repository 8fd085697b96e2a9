package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandHelpTest {
    private static Stream<CommandLine> tree(CommandLine from) {
        return Stream.concat(
                Stream.of(from), from.getSubcommands().values().stream().flatMap(CommandHelpTest::tree));
    }

    static Stream<List<String>> commandNames() {
        CommandLine top = CommandLines.create(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
        return tree(top)
                .map(command -> List.of(command.getCommandSpec().qualifiedName().split(" ", -1)).stream()
                        .skip(1)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("commandNames")
    void every_command_explains_itself(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");

        List<String> help = new Commands(Path.of("/nowhere/nfs2s3.conf")).done(arguments);

        assertThat(String.join("\n", help))
                .contains("Usage: "
                        + String.join(
                                " ",
                                Stream.concat(Stream.of("nfs2s3"), command.stream())
                                        .toList()))
                .contains("Exit codes:")
                .contains("--config");
    }
}
