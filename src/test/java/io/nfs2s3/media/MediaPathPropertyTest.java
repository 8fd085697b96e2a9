package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.HostileText;
import io.nfs2s3.testing.MediaPaths;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MediaPathPropertyTest {
    private static final Path ROOT = Path.of("/mnt/media");

    @Property
    void a_text_is_a_path_below_the_root_or_refused_with_a_reason(@ForAll("texts") String text) {
        MediaPath path;
        try {
            path = MediaPath.of(text);
        } catch (InvalidMediaPathException e) {
            assertThat(e).hasMessageStartingWith("not a media path: ");
            return;
        }
        Path file = ROOT.resolve(path.value());
        assertThat(path.value()).isEqualTo(text);
        assertThat(file.normalize()).isEqualTo(file).startsWithRaw(ROOT).isNotEqualTo(ROOT);
    }

    @Property
    void a_path_survives_utf8_within_1024_bytes(@ForAll("paths") MediaPath path) {
        byte[] bytes = path.value().getBytes(StandardCharsets.UTF_8);

        assertThat(bytes).hasSizeBetween(1, MediaPath.MAX_BYTES).doesNotContain(0);
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(path.value());
    }

    @Property
    void the_reason_is_one_short_line(@ForAll("texts") String text) {
        try {
            MediaPath.of(text);
        } catch (InvalidMediaPathException e) {
            String reason = String.valueOf(e.getMessage());
            assertThat(reason.codePoints()).noneMatch(Character::isISOControl);
            assertThat(reason).hasSizeLessThan(500);
        }
    }

    @Property
    void the_file_name_is_the_last_segment(@ForAll("paths") MediaPath path) {
        assertThat(path.fileName()).isNotEmpty().doesNotContain("/");
        assertThat(path.value()).endsWith(path.fileName());
        assertThat(MediaPath.of(path.fileName()).fileName()).isEqualTo(path.fileName());
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileText.paths();
    }

    @Provide
    Arbitrary<MediaPath> paths() {
        return MediaPaths.any();
    }
}
