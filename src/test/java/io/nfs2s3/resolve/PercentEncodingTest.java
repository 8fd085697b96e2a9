package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PercentEncodingTest {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    @Test
    void unreserved_characters_and_slashes_stay() {
        assertThat(PercentEncoding.encode(UNRESERVED + "/a/b")).isEqualTo(UNRESERVED + "/a/b");
        assertThat(PercentEncoding.encode("")).isEmpty();
    }

    @Test
    void every_other_ascii_character_is_encoded() {
        for (char c = 0; c < 0x80; c++) {
            if (c != '/' && UNRESERVED.indexOf(c) < 0) {
                assertThat(PercentEncoding.encode(String.valueOf(c)))
                        .isEqualTo(String.format(Locale.ROOT, "%%%02X", (int) c));
            }
        }
    }

    @Test
    void what_people_put_into_names_is_encoded_as_utf8() {
        Map.of(
                        "a b", "a%20b",
                        "1+1", "1%2B1",
                        "100%", "100%25",
                        "%41", "%2541",
                        "#?", "%23%3F",
                        "é", "%C3%A9",
                        "e\u0301", "e%CC%81",
                        "日本", "%E6%97%A5%E6%9C%AC",
                        "\uD83D\uDE00", "%F0%9F%98%80",
                        "a\nb~g2.jpg", "a%0Ab~g2.jpg")
                .forEach((path, encoded) ->
                        assertThat(PercentEncoding.encode(path)).isEqualTo(encoded));
    }

    @Test
    void a_url_parser_gives_the_path_back() {
        StringBuilder all = new StringBuilder();
        for (int c = 1; c < 0x3000; c++) {
            all.appendCodePoint(c);
        }
        for (String path : new String[] {all.toString(), "images/\uD83D\uDE00 +%#?&=;:@.jpg", "a\n\r\tb", "\uFFFE"}) {
            URI uri = URI.create("https://cdn.example.com/" + PercentEncoding.encode(path));

            assertThat(uri.getPath()).isEqualTo("/" + path);
            assertThat(uri.getQuery()).isNull();
            assertThat(uri.getFragment()).isNull();
        }
    }
}
