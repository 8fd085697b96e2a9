package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectKeyTest {
    @Test
    void the_first_generation_keeps_its_path() {
        assertThat(key("", "images/ab/123.jpg", 1)).isEqualTo("images/ab/123.jpg");
        assertThat(key("media/", "images/ab/123.jpg", 1)).isEqualTo("media/images/ab/123.jpg");
    }

    @Test
    void later_generations_have_their_number_before_the_extension() {
        assertThat(key("", "images/123.jpg", 2)).isEqualTo("images/123~g2.jpg");
        assertThat(key("p/", "images/123.jpg", 31)).isEqualTo("p/images/123~g31.jpg");
        assertThat(key("", "a.tar.gz", 2)).isEqualTo("a.tar~g2.gz");
        assertThat(key("", "a", Integer.MAX_VALUE)).isEqualTo("a~g2147483647");
    }

    @Test
    void an_extension_belongs_to_the_last_segment_and_follows_a_name() {
        assertThat(key("", "d.e/f", 2)).isEqualTo("d.e/f~g2");
        assertThat(key("", ".jpg", 2)).isEqualTo(".jpg~g2");
        assertThat(key("", "d/.jpg", 2)).isEqualTo("d/.jpg~g2");
        assertThat(key("", "x.", 2)).isEqualTo("x~g2.");
        assertThat(key("", "..x", 2)).isEqualTo(".~g2.x");
    }

    @Test
    void a_name_that_looks_like_a_later_generation_always_has_its_own_number() {
        assertThat(key("", "a~g2.jpg", 1)).isEqualTo("a~g2~g1.jpg");
        assertThat(key("", "a~g2.jpg", 2)).isEqualTo("a~g2~g2.jpg");
        assertThat(key("", "a~g2", 1)).isEqualTo("a~g2~g1");
        assertThat(key("", "d~g2/a", 1)).isEqualTo("d~g2/a");
        assertThat(key("", "a~gx.jpg", 1)).isEqualTo("a~gx.jpg");
        assertThat(key("", "a~g.jpg", 1)).isEqualTo("a~g.jpg");
    }

    @Test
    void no_two_uploads_share_a_key() {
        Map<String, String> owners = new HashMap<>();
        for (String path : trickyPaths()) {
            for (int generation = 1; generation <= 4; generation++) {
                String upload = path + " generation " + generation;
                assertThat(owners.put(key("p/", path, generation), upload))
                        .as("the other owner of the key of %s", upload)
                        .isNull();
            }
        }
        assertThat(owners).hasSizeGreaterThan(100_000);
    }

    /** Every legal path of one to six of the pieces that keys are made of, and what keys of such paths look like. */
    private static Set<String> trickyPaths() {
        List<String> pieces = List.of("a", ".", "/", "~g1", "~g2", "~g02", "\n");
        Set<String> texts = new LinkedHashSet<>(List.of("a.jpg", "a~g2.jpg", ".jpg", "x.", "d.e/f", "d.e/f~g3"));
        Set<String> longest = Set.of("");
        for (int length = 1; length <= 6; length++) {
            Set<String> longer = new LinkedHashSet<>();
            longest.forEach(text -> pieces.forEach(piece -> longer.add(text + piece)));
            texts.addAll(longer);
            longest = longer;
        }
        texts.removeIf(text -> !isLegal(text));
        return texts;
    }

    private static boolean isLegal(String text) {
        return List.of(text.split("/", -1)).stream()
                .noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
    }

    @Test
    void a_key_has_at_most_1024_bytes() {
        String longest = "é".repeat(512);

        assertThat(key("", longest, 1)).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> key("p/", longest, 1))
                .withMessageContaining("1 to 1024 bytes; this one would have 1026");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> key("", longest, 2))
                .withMessageContaining("this one would have 1027");
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectKey(""));
    }

    @Test
    void the_first_generation_is_1() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> key("", "a.jpg", 0))
                .withMessage("generation 0 of a.jpg: the first is 1");
    }

    private static String key(String prefix, String path, int generation) {
        return ObjectKey.of(prefix, MediaPath.of(path), generation).value();
    }
}
