package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

class DurationConverterTest {
    @ParameterizedTest
    @CsvSource({
        "2h, PT2H",
        "30m, PT30M",
        "90s, PT1M30S",
        "7d, PT168H",
        "500 ms, PT0.5S",
        "2 hours, PT2H",
        "1.5h, PT1H30M",
        "2h30m, PT2H30M",
        "PT2H, PT2H",
        "pt2h30m, PT2H30M",
        "P7D, PT168H",
        "0s, PT0S",
    })
    void a_duration_is_read_as_people_write_it(String text, Duration meant) {
        assertThat(new DurationConverter().convert(text)).isEqualTo(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "60",
                "-2h",
                "PT-2H",
                "2 fortnights",
                "P1M",
                "101y",
                "40000d",
                "1e3 s",
                "2026-11-21T21:30:00Z"
            })
    void what_is_no_duration_is_refused_with_what_would_be_right(String text) {
        assertThatThrownBy(() -> new DurationConverter().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no duration; give a number with its unit (500 ms, 90s");
    }

    /** Each command reads an option of that type so, wherever it stands in the tree. */
    @Test
    void every_option_that_is_a_duration_reads_them_all() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        CommandLine top = CommandLines.create(nowhere, nowhere);

        List<String> names = tree(top)
                .flatMap(command -> command.getCommandSpec().options().stream())
                .filter(option -> option.type() == Duration.class)
                .map(OptionSpec::longestName)
                .toList();

        assertThat(names).contains("--age", "--max-age");
        assertThat(top.parseArgs("sweep", "--age", "500 ms")
                        .subcommand()
                        .matchedOption("--age")
                        .<Duration>getValue())
                .isEqualTo(Duration.ofMillis(500));
    }

    private static Stream<CommandLine> tree(CommandLine from) {
        return Stream.concat(
                Stream.of(from), from.getSubcommands().values().stream().flatMap(DurationConverterTest::tree));
    }
}
