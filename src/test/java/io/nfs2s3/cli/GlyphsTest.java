package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlyphsTest {
    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "web1, 4",
        "\u5546\u54c1, 4",
        "\uff21, 2",
        "\ud55c, 2",
        "\ud83d\ude00, 2",
        "cafe\u0301, 4",
        "\u00fc, 1"
    })
    void a_text_is_as_wide_as_a_terminal_shows_it(String text, int columns) {
        assertThat(Glyphs.width(text)).isEqualTo(columns);
    }

    @Test
    void a_line_is_cut_by_columns_and_says_so() {
        assertThat(Glyphs.ASCII.cut("\u5546\u54c1.jpg", 8)).isEqualTo("\u5546\u54c1.jpg");
        assertThat(Glyphs.ASCII.cut("\u5546\u54c1.jpg", 7)).isEqualTo("\u5546\u54c1.j>");
        assertThat(Glyphs.ASCII.cut("\u5546\u54c1.jpg", 4)).isEqualTo("\u5546>");
        assertThat(Glyphs.UNICODE.cut("cafe\u0301.jpg", 5)).isEqualTo("cafe\u0301\u2026");
    }
}
