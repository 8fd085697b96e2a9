package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.testing.MediaPaths;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ObjectKeyPropertyTest {
    /** More than any suffix and prefix here take. */
    private static final int ROOM = 40;

    @Property
    void a_path_that_is_named_like_the_key_of_another_upload_has_another_key(
            @ForAll("names") String name,
            @ForAll @IntRange(min = 1, max = 12) int generation,
            @ForAll @IntRange(min = 1, max = 12) int other) {
        String key = key(name, generation);

        if (!key.equals(name)) {
            assertThat(key(key, other)).isNotEqualTo(key);
        }
    }

    @Property
    void two_generations_have_two_keys(
            @ForAll("names") String name, @ForAll @IntRange(min = 1) int one, @ForAll @IntRange(min = 1) int other) {
        assertThat(key(name, one).equals(key(name, other))).isEqualTo(one == other);
    }

    @Property
    void a_key_keeps_prefix_directory_and_extension(
            @ForAll("paths") MediaPath path,
            @ForAll("prefixes") String prefix,
            @ForAll @IntRange(min = 1) int generation) {
        String value = path.value();
        if (value.getBytes(StandardCharsets.UTF_8).length > MediaPath.MAX_BYTES - ROOM) {
            return;
        }
        String key = ObjectKey.of(prefix, path, generation).value();

        assertThat(key).startsWith(prefix + value.substring(0, value.lastIndexOf('/') + 1));
        int dot = path.fileName().lastIndexOf('.');
        assertThat(key).endsWith(dot > 0 ? path.fileName().substring(dot) : "");
        assertThat(MediaPath.of(key).value()).isEqualTo(key);
    }

    @Property
    void a_key_that_would_be_too_long_is_refused(@ForAll @IntRange(min = 1_000, max = 1_024) int length) {
        MediaPath path = MediaPath.of("a".repeat(length));
        String suffix = "~g2147483647";

        if (length + suffix.length() <= MediaPath.MAX_BYTES) {
            assertThat(ObjectKey.of("", path, Integer.MAX_VALUE).value()).isEqualTo(path + suffix);
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ObjectKey.of("", path, Integer.MAX_VALUE))
                    .withMessageStartingWith("an object key has 1 to 1024 bytes");
        }
    }

    private static String key(String name, int generation) {
        return ObjectKey.of("", MediaPath.of(name), generation).value();
    }

    /** What looks like a key of another. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", ".", "~g", "~g1", "~g2", "~g10", "1", "2", "~", "g", "\n", ".jpg")
                .list()
                .ofMinSize(1)
                .ofMaxSize(6)
                .map(pieces -> String.join("", pieces))
                .filter(name -> !name.equals(".") && !name.equals(".."));
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.of("", "media/", "é/b/");
    }

    @Provide
    Arbitrary<MediaPath> paths() {
        return MediaPaths.any();
    }
}
