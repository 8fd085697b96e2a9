package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
    @Test
    void what_ends_a_line_or_steers_a_terminal_is_shown_by_its_bytes() {
        assertThat(Printable.line("a\nb\r\u001B[2Jc\u0000\u007F\u0085\u009B"))
                .isEqualTo("a\\x0Ab\\x0D\\x1B[2Jc\\x00\\x7F\\xC2\\x85\\xC2\\x9B");
        assertThat(Printable.line("a\u2028b\u2029")).isEqualTo("a\\xE2\\x80\\xA8b\\xE2\\x80\\xA9");
    }

    @Test
    void what_turns_the_reading_direction_is_shown_by_its_bytes() {
        assertThat(Printable.line("gpj.\u202Eexe\u2066\u200F\u061C"))
                .isEqualTo("gpj.\\xE2\\x80\\xAEexe\\xE2\\x81\\xA6\\xE2\\x80\\x8F\\xD8\\x9C");
    }

    @Test
    void half_of_a_pair_is_shown_by_its_code() {
        assertThat(Printable.line("a\uD83Db\uDE00")).isEqualTo("a\\uD83Db\\uDE00");
    }

    @Test
    void any_other_text_stays_as_it_is() {
        String text = "images/Übung 商品 \uD83D\uDE00 \uD83D\uDC68\u200D\uD83D\uDC69 שלום\t\\ \"quoted\" C:\\x0A\uFFFD";
        assertThat(Printable.line(text)).isSameAs(text);
    }

    @Test
    void a_shown_text_stays_as_it_is() {
        String shown = Printable.line("\n\u001B\u202E");
        assertThat(Printable.line(shown)).isEqualTo(shown);
    }

    @Test
    void json_stays_json() {
        assertThat(Printable.json("{\"a\":\"\u2028\u009B\u202E\u007F é\"}"))
                .isEqualTo("{\"a\":\"\\u2028\\u009B\\u202E\\u007F é\"}");
    }

    @Test
    void a_path_is_one_line_wherever_it_is_shown() {
        MediaPath path = MediaPath.of("images/\n2026-11-21 ERROR all is lost\u001B[2J.jpg");

        assertThat("path=" + path).isEqualTo("path=images/\\x0A2026-11-21 ERROR all is lost\\x1B[2J.jpg");
        assertThat(new FileVersion(path, 1).toString()).doesNotContain("\n");
        assertThat(path.value()).contains("\n");
    }
}
