package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediaPathTest {
    @Test
    void takes_names_as_people_make_them() {
        for (String legal : List.of(
                "a",
                "images/ab/123.jpg",
                "...",
                "a/.hidden",
                "..a/b..",
                "a b+c%d#e?f",
                " ",
                "a\\b",
                "C:/x",
                "~",
                "image\u0301/日本語/\uD83D\uDE00.png",
                "\uFFFE")) {
            assertThat(MediaPath.of(legal).value()).isEqualTo(legal);
            assertThat(MediaPath.of(legal)).hasToString(legal);
        }
    }

    @Test
    void every_control_character_but_nul_is_legal() {
        for (char c = 1; c < 0xA0; c++) {
            if (Character.isISOControl(c)) {
                String value = "a" + c + "b";
                assertThat(MediaPath.of(value).value()).isEqualTo(value);
            }
        }
    }

    @Test
    void refuses_an_empty_path() {
        refuses("", "it is empty");
    }

    @Test
    void refuses_nul() {
        refuses("a\0b", "it has a NUL character");
        refuses("\0", "it has a NUL character");
    }

    @Test
    void refuses_an_absolute_path() {
        refuses("/", "it is absolute");
        refuses("/etc/passwd", "it is absolute");
        refuses("//a", "it is absolute");
    }

    @Test
    void refuses_empty_segments() {
        refuses("a//b", "it has an empty segment");
        refuses("a/", "it has an empty segment");
    }

    @Test
    void refuses_dot_segments_wherever_they_stand() {
        for (String dots : List.of(".", "..")) {
            for (String path : List.of(dots, dots + "/a", "a/" + dots, "a/" + dots + "/b")) {
                refuses(path, "it has a \"" + dots + "\" segment");
            }
        }
    }

    @Test
    void refuses_half_of_a_surrogate_pair() {
        for (String half : List.of("\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D")) {
            refuses("x/" + half, "it has half of a surrogate pair");
        }
        assertThat(MediaPath.of("x/\uD83D\uDE00").fileName()).isEqualTo("\uD83D\uDE00");
    }

    @Test
    void is_limited_in_bytes_of_utf8_not_in_characters() {
        assertThat(MediaPath.of("a".repeat(1_024)).value()).hasSize(1_024);
        refuses("a".repeat(1_025), "it has more than 1024 bytes of UTF-8");

        assertThat(MediaPath.of("é".repeat(512)).value()).hasSize(512);
        refuses("é".repeat(512) + "a", "it has more than 1024 bytes of UTF-8");

        assertThat(MediaPath.of("\uD83D\uDE00".repeat(256)).value()).hasSize(512);
        refuses("\uD83D\uDE00".repeat(256) + "a", "it has more than 1024 bytes of UTF-8");
    }

    @Test
    void the_refusal_quotes_the_path_on_one_short_line() {
        assertThatThrownBy(() -> MediaPath.of("/a\nb"))
                .hasMessageStartingWith("not a media path: \"/a\uFFFDb\": ")
                .message()
                .hasLineCount(1);
        assertThatThrownBy(() -> MediaPath.of("/" + "x".repeat(100_000)))
                .hasMessageContaining("/" + "x".repeat(119) + "…\": it is absolute")
                .message()
                .hasSizeLessThan(250);
    }

    @Test
    void the_file_name_is_the_last_segment() {
        assertThat(MediaPath.of("a.jpg").fileName()).isEqualTo("a.jpg");
        assertThat(MediaPath.of("a/b/c.jpg").fileName()).isEqualTo("c.jpg");
    }

    @Test
    void paths_sort_by_their_text() {
        assertThat(List.of(MediaPath.of("b"), MediaPath.of("a/c"), MediaPath.of("a")).stream()
                        .sorted())
                .containsExactly(MediaPath.of("a"), MediaPath.of("a/c"), MediaPath.of("b"));
    }

    private static void refuses(String value, String reason) {
        assertThatThrownBy(() -> MediaPath.of(value))
                .isInstanceOf(InvalidMediaPathException.class)
                .hasMessageContaining(reason);
    }
}
