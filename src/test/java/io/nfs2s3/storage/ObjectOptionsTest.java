package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nfs2s3.media.MediaKind;
import io.nfs2s3.media.MediaPath;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectOptionsTest {
    private static ObjectOptions tagged(Map<String, String> tags) {
        return new ObjectOptions("", tags, "", "", "");
    }

    private static ObjectOptions disposed(String contentDisposition) {
        return new ObjectOptions("", Map.of(), "", "", contentDisposition);
    }

    @Test
    void tags_are_one_header_in_the_order_of_their_names() {
        assertThat(tagged(Map.of("project", "a+b = c", "cost:center", "größe")).tagging())
                .isEqualTo("cost%3Acenter=gr%C3%B6%C3%9Fe&project=a%2Bb%20%3D%20c");
        assertThat(ObjectOptions.NONE.tagging()).isEmpty();
    }

    @Test
    void all_mistakes_are_told_at_once_each_with_the_name_of_its_key() {
        IllegalArgumentException wrong = catchThrowableOfType(
                IllegalArgumentException.class,
                () -> new ObjectOptions("DEEP_ARCHIVE", Map.of("aws:x", "1", "a", "b\"c"), "my key", "größe", "shown"));

        assertThat(String.valueOf(wrong.getMessage()).lines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line)
                                .startsWith("storageClass = \"DEEP_ARCHIVE\"")
                                .contains("restored"),
                        line -> assertThat(line).startsWith("kmsKey = \"my key\""),
                        line -> assertThat(line).startsWith("cacheControl = ").contains("ASCII"),
                        line -> assertThat(line)
                                .startsWith("contentDisposition = \"shown\"")
                                .contains("inline"),
                        line -> assertThat(line).startsWith("tags: \"aws:x\""),
                        line -> assertThat(line).startsWith("tags: \"a\" = \"b\"c\""));
    }

    @Test
    void there_are_ten_tags_at_most_and_they_fit_into_a_header() {
        Map<String, String> tags = new TreeMap<>();
        IntStream.range(0, 10).forEach(i -> tags.put("tag" + i, "x".repeat(256)));
        assertThat(tagged(tags).tags()).hasSize(10);

        tags.putAll(Map.of("tag0", "ß".repeat(256), "tag1", "ß".repeat(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> tagged(tags)).withMessageContaining("4096 at most");

        tags.put("one too many", "");
        assertThatIllegalArgumentException().isThrownBy(() -> tagged(tags)).withMessageContaining("10 at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GLACIER", "DEEP_ARCHIVE", "STANDARD IA", "größe"})
    void a_storage_class_is_a_word_and_no_archive(String storageClass) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectOptions(storageClass, Map.of(), "", "", ""))
                .withMessageStartingWith("storageClass = ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            image/jpeg | ''                           | inline
            image/jpeg | attachment                   | attachment
            image/jpeg | inline; filename="a"         | inline; filename="a"
            text/html  | ''                           | attachment
            text/html  | inline                       | attachment
            text/html  | attachment; filename="a"     | attachment; filename="a"
            """)
    void what_a_browser_would_run_is_an_attachment_whatever_its_kind_says(String type, String wanted, String header) {
        assertThat(ObjectHeaders.disposition(Puts.object("a", type), disposed(wanted)))
                .isEqualTo(header);
    }

    @Test
    void the_longest_prefix_decides_also_where_its_kind_says_nothing() {
        ObjectOptions rare = new ObjectOptions("STANDARD_IA", Map.of(), "", "", "");
        KindOptions kinds = new KindOptions(Map.of(
                new MediaKind("image", "images/", true),
                rare,
                new MediaKind("thumb", "images/thumbs/", true),
                ObjectOptions.NONE));

        assertThat(kinds.of(MediaPath.of("images/1.jpg"))).isEqualTo(rare);
        assertThat(kinds.of(MediaPath.of("images/thumbs/1.jpg"))).isEqualTo(ObjectOptions.NONE);
        assertThat(kinds.of(MediaPath.of("audio/1.mp3"))).isEqualTo(ObjectOptions.NONE);
    }
}
