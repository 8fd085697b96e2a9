package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LineWrapTest {
    private static final String WIDE = "\u5546";

    private static List<String> wrapped(int columns, boolean parting, String text) {
        return new LineWrap(columns, parting).lines("head: ", "      ", LineWrap.words(text));
    }

    @Test
    void lines_hang_below_the_first_one() {
        assertThat(wrapped(12, false, "one two three  four"))
                .containsExactly("head: one", "      two", "      three", "      four");
        assertThat(wrapped(13, false, "one two three  four"))
                .containsExactly("head: one two", "      three", "      four");
    }

    @Test
    void what_has_room_stays_as_it_is() {
        assertThat(wrapped(80, false, "one  two   three")).containsExactly("head: one  two   three");
        assertThat(wrapped(Integer.MAX_VALUE, false, "a ".repeat(200) + "end"))
                .containsExactly("head: " + "a ".repeat(200) + "end");
        assertThat(wrapped(80, true, "")).containsExactly("head: ");
    }

    @Test
    void a_word_that_no_line_holds_stands_out_or_is_parted() {
        assertThat(wrapped(10, false, "a 123456789 b")).containsExactly("head: a", "      123456789", "      b");
        assertThat(wrapped(10, true, "a 123456789 b"))
                .containsExactly("head: a", "      1234", "      5678", "      9 b");
        assertThat(wrapped(10, true, "123456789")).containsExactly("head: 1234", "      5678", "      9");
    }

    @Test
    void a_wide_character_takes_two_columns() {
        assertThat(wrapped(11, true, WIDE.repeat(3))).containsExactly("head: " + WIDE.repeat(2), "      " + WIDE);
    }

    @Test
    void a_caller_says_what_a_word_is() {
        List<String> words = LineWrap.words(Pattern.compile(" *(?:'[^']+'|[^ ]+)"), "run 'a b c' now");

        assertThat(new LineWrap(14, false).lines("", " ", words)).containsExactly("run 'a b c'", " now");
        assertThat(new LineWrap(8, false).lines("", " ", words)).containsExactly("run", " 'a b c'", " now");
    }
}
