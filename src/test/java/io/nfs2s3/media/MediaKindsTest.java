package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class MediaKindsTest {
    private static final MediaKind IMAGE = new MediaKind("image", "images/", true);
    private static final MediaKind THUMB = new MediaKind("thumb", "images/thumbs/", true);
    private static final MediaKind AUDIO = new MediaKind("audio", "audio/", false);
    private static final MediaKind REST = new MediaKind("rest", "", false);

    @Test
    void the_longest_prefix_wins_whatever_the_order() {
        for (MediaKinds kinds : List.of(
                new MediaKinds(List.of(REST, IMAGE, THUMB, AUDIO)),
                new MediaKinds(List.of(THUMB, AUDIO, IMAGE, REST)))) {
            assertThat(kinds.of(MediaPath.of("images/thumbs/a.jpg"))).isEqualTo(THUMB);
            assertThat(kinds.of(MediaPath.of("images/a.jpg"))).isEqualTo(IMAGE);
            assertThat(kinds.of(MediaPath.of("audio/a.mp3"))).isEqualTo(AUDIO);
            assertThat(kinds.of(MediaPath.of("video/a.mp4"))).isEqualTo(REST);
            assertThat(kinds.all()).containsExactly(THUMB, IMAGE, AUDIO, REST);
        }
    }

    @Test
    void a_prefix_ends_at_a_directory() {
        var kinds = new MediaKinds(List.of(IMAGE));

        assertThat(kinds.find(MediaPath.of("images2/a.jpg"))).isEmpty();
        assertThat(kinds.find(MediaPath.of("images"))).isEmpty();
        assertThat(kinds.find(MediaPath.of("images/a"))).contains(IMAGE);
    }

    @Test
    void a_path_of_no_kind_is_refused_with_the_prefixes_there_are() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MediaKinds(List.of(IMAGE, AUDIO)).of(MediaPath.of("video/a")))
                .withMessageContainingAll("no kind covers \"video/a\"", "images/", "audio/", "add a kind");
    }

    @Test
    void there_is_at_least_one_kind() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MediaKinds(List.of()))
                .withMessageContaining("at least one kind");
    }

    @Test
    void no_two_share_a_name_or_a_prefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MediaKinds(List.of(IMAGE, new MediaKind("image", "pictures/", true))))
                .withMessage("kinds: two are named image");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MediaKinds(List.of(IMAGE, new MediaKind("picture", "images/", true))))
                .withMessage("kinds: two have the prefix \"images/\"");
    }

    @Test
    void a_name_is_short_and_lower_case() {
        for (String legal : List.of("a", "0", "user-image_2", "a".repeat(63))) {
            assertThat(new MediaKind(legal, "x/", true).name()).isEqualTo(legal);
        }
        for (String wrong : List.of("", "Image", "-a", "_a", "a b", "a.b", "ä", "a\n", "a".repeat(64))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MediaKind(wrong, "x/", true))
                    .withMessageContainingAll("kind \"" + wrong + "\"", "1 to 63 of a-z");
        }
    }

    @Test
    void a_prefix_is_empty_or_a_directory_below_the_root() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MediaKind("image", "images", true))
                .withMessage("kind image: the prefix \"images\" must end in \"/\"");
        for (String wrong : List.of("/", "/images/", "../", "a//", "a/./")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new MediaKind("image", wrong, true))
                    .withMessageContaining("not a media path");
        }
        assertThat(new MediaKind("all", "", true).prefix()).isEmpty();
    }

    @Test
    void uploads_of_a_kind_that_is_not_migrated_are_held() {
        assertThat(IMAGE.registeredState()).isEqualTo(MediaState.QUEUED);
        assertThat(AUDIO.registeredState()).isEqualTo(MediaState.HELD);
    }
}
