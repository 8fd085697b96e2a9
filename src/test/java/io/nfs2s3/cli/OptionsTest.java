package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** An option means the same in each command that has it, and docs/options.md has all of them. */
class OptionsTest {
    private static final Path DOCUMENT = Path.of("docs/options.md");
    /** The option, what its value is called, and the commands that have it. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(--[a-z0-9-]+)(?: ([A-Z]+))?` \\| .* \\| (.*) \\|$");

    private static final Pattern COMMAND = Pattern.compile("`([a-z -]+)`");
    private static final String ALL = "all";

    /** How the descriptions begin of those that are not word for word the same in each command. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "--all", "Every ",
            "--checksum", "Read each original",
            "--dry-run", "Only say what would be done",
            "--limit", "At most so many ",
            "--rate", "At most so many ",
            "--sample", "Only N files by chance",
            "--since", "Only ",
            "--until", "Only ");

    /** An option of one command. */
    private record Used(String command, OptionSpec option) {
        String name() {
            return option.longestName();
        }

        String label() {
            return option.arity().max() == 0 ? "" : option.paramLabel();
        }

        String description() {
            return String.join(" ", option.description());
        }
    }

    private static Stream<CommandLine> tree(CommandLine from) {
        return Stream.concat(
                Stream.of(from), from.getSubcommands().values().stream().flatMap(OptionsTest::tree));
    }

    /** Those that do something, and have no commands below them. */
    private static List<CommandLine> commands() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return tree(CommandLines.create(nowhere, nowhere))
                .filter(command -> command.getSubcommands().isEmpty())
                .toList();
    }

    private static List<Used> options() {
        return commands().stream()
                .flatMap(command -> command.getCommandSpec().options().stream()
                        .filter(option -> !option.usageHelp() && !option.versionHelp())
                        .map(option -> new Used(name(command), option)))
                .toList();
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName().replaceFirst("^nfs2s3 ", "");
    }

    private static Map<String, List<Used>> byName() {
        return options().stream().collect(Collectors.groupingBy(Used::name, TreeMap::new, Collectors.toList()));
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(DOCUMENT)).results().toList();
    }

    private static String label(MatchResult row) {
        return row.group(2) == null ? "" : row.group(2);
    }

    private static Set<String> commandsOf(MatchResult row, Set<String> all) {
        return row.group(3).equals(ALL)
                ? all
                : COMMAND.matcher(row.group(3))
                        .results()
                        .map(command -> command.group(1))
                        .collect(Collectors.toSet());
    }

    @Test
    void an_option_is_described_alike_wherever_it_is() {
        byName().forEach((name, used) -> {
            Set<String> said = used.stream().map(Used::description).collect(Collectors.toSet());
            if (name.equals("--json")) {
                assertThat(said).allMatch(text -> text.contains("JSON"));
            } else if (said.size() > 1) {
                assertThat(BEGINNINGS).as("described in more than one way").containsKey(name);
                assertThat(said).as(name).allMatch(text -> text.startsWith(String.valueOf(BEGINNINGS.get(name))));
            }
        });
    }

    @Test
    void the_value_of_an_option_has_one_name_and_what_is_named_alike_is_read_alike() {
        byName().forEach((name, used) -> assertThat(
                        used.stream().map(Used::label).collect(Collectors.toSet()))
                .as(name)
                .hasSize(1));
        assertThat(options())
                .allSatisfy(used -> assertThat(used.option().type() == Duration.class)
                        .as(used.toString())
                        .isEqualTo(used.label().equals("DURATION")))
                .allSatisfy(used -> assertThat(used.option().type() == PointInTime.class)
                        .as(used.toString())
                        .isEqualTo(used.label().equals("TIME")));
    }

    @Test
    void the_document_has_each_option_with_its_value_and_its_commands() throws IOException {
        Set<String> all = commands().stream().map(OptionsTest::name).collect(Collectors.toSet());
        Set<String> written = new TreeSet<>();
        for (MatchResult row : rows()) {
            assertThat(written.add(row.group(1)))
                    .as("stands twice: %s", row.group(1))
                    .isTrue();
            List<Used> used = byName().getOrDefault(row.group(1), List.of());
            assertThat(used)
                    .as(row.group(1))
                    .isNotEmpty()
                    .allMatch(option -> option.label().equals(label(row)));
            assertThat(used.stream().map(Used::command))
                    .as(row.group(1))
                    .containsExactlyInAnyOrderElementsOf(commandsOf(row, all));
        }

        assertThat(written).containsExactlyElementsOf(byName().keySet());
    }

    @Test
    void every_command_can_print_json() {
        Set<String> json = byName().getOrDefault("--json", List.of()).stream()
                .map(Used::command)
                .collect(Collectors.toSet());

        assertThat(commands().stream().map(OptionsTest::name)).containsExactlyInAnyOrderElementsOf(json);
    }
}
