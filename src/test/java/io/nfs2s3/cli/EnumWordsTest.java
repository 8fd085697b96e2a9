package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.catalog.LedgerAct;
import io.nfs2s3.media.FailureCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.TypeConversionException;

class EnumWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"flip_back", "FLIP_BACK", "flip-back", "Flip-Back"})
    void a_word_is_read_in_either_case(String text) {
        assertThat(new EnumWords.Acts().convert(text)).isEqualTo(LedgerAct.FLIP_BACK);
    }

    @Test
    void what_is_no_word_is_refused_with_all_that_are() {
        assertThatThrownBy(() -> new EnumWords.Queues().convert("other"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessage("'other' is none of uploads, backfill");
    }

    @Test
    void what_another_command_printed_can_be_given_as_it_is() {
        assertThat(FailureCode.values())
                .allSatisfy(code ->
                        assertThat(new EnumWords.Codes().convert(code.name())).isEqualTo(code));
    }

    /** So that help and completion have them in lower case, and no command reads them in a way of its own. */
    @Test
    void every_argument_that_is_an_enum_has_its_words_here() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        List<ArgSpec> enums = tree(CommandLines.create(nowhere, nowhere))
                .flatMap(command -> command.getCommandSpec().args().stream())
                .filter(argument -> Stream.of(argument.auxiliaryTypes()).anyMatch(Class::isEnum))
                .toList();

        assertThat(enums).hasSizeGreaterThanOrEqualTo(6).allSatisfy(argument -> {
            assertThat(argument.converters()).hasSize(1).allMatch(EnumWords.class::isInstance);
            assertThat(argument.completionCandidates()).allMatch(word -> word.matches("[a-z0-9_]+"));
        });
    }

    private static Stream<CommandLine> tree(CommandLine from) {
        return Stream.concat(
                Stream.of(from), from.getSubcommands().values().stream().flatMap(EnumWordsTest::tree));
    }
}
