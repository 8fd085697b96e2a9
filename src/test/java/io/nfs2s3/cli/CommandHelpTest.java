package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandHelpTest {
    private static Stream<CommandLine> tree(CommandLine from) {
        return Stream.concat(
                Stream.of(from), from.getSubcommands().values().stream().flatMap(CommandHelpTest::tree));
    }

    private static CommandLine all() {
        return CommandLines.create(new PrintWriter(new StringWriter()), new PrintWriter(new StringWriter()));
    }

    static Stream<List<String>> commandNames() {
        return tree(all())
                .map(command -> List.of(command.getCommandSpec().qualifiedName().split(" ", -1)).stream()
                        .skip(1)
                        .toList());
    }

    /** A media path may begin with an @, which the library takes for the name of a file with arguments. */
    @Test
    void an_argument_that_begins_with_an_at_is_itself() {
        assertThat(all().parseArgs("enqueue", "@@a/b.jpg", "@a/b.jpg")
                        .subcommand()
                        .matchedPositionals()
                        .get(0)
                        .stringValues())
                .containsExactly("@@a/b.jpg", "@a/b.jpg");
    }

    /** For the list has the first line of a description alone. */
    @Test
    void the_list_of_commands_has_a_whole_sentence_for_each() {
        assertThat(tree(all()))
                .allSatisfy(command -> assertThat(
                                command.getCommandSpec().usageMessage().description()[0])
                        .as(command.getCommandSpec().qualifiedName())
                        .endsWith("."));
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
