package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.cli.ScreenLines.Rank;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScreenLinesTest {
    private final ScreenLines screen = new ScreenLines(Glyphs.ASCII);

    @Test
    void words_that_belong_together_are_not_parted() {
        screen.add(
                Rank.PROBLEM,
                "failed     1,234,567 STORE_CREDENTIALS: "
                        + ScreenLines.together("nfs2s3 failed retry --code STORE_CREDENTIALS"));

        assertThat(screen.shown())
                .containsExactly(
                        "failed     1,234,567 STORE_CREDENTIALS:",
                        "           nfs2s3 failed retry --code STORE_CREDENTIALS");
    }

    @Test
    void a_word_that_no_line_can_hold_is_parted() {
        screen.add(Rank.WORK, "name       " + "\u5546".repeat(40));

        assertThat(screen.shown())
                .containsExactly("name       " + "\u5546".repeat(34), "           " + "\u5546".repeat(6));
    }

    @Test
    void the_least_important_is_left_out_before_a_problem_is_shortened_and_that_says_so() {
        screen.add(Rank.WORK, "work       goes on");
        screen.add(Rank.PROBLEM, "problem    " + "word ".repeat(14 * 22 + 3) + "end");
        screen.add(Rank.ASIDE, "aside      is left out");
        assertThat(screen.shown())
                .hasSize(23)
                .startsWith("problem    " + "word ".repeat(13) + "word")
                .noneMatch(line -> line.startsWith("work") || line.startsWith("aside"))
                .last()
                .asString()
                .endsWith("end");

        IntStream.range(0, 20).forEach(i -> screen.add(Rank.ALWAYS, "always     " + i));
        assertThat(screen.shown())
                .hasSize(23)
                .element(2)
                .asString()
                .startsWith("           word")
                .endsWith(">")
                .hasSize(80);
    }
}
