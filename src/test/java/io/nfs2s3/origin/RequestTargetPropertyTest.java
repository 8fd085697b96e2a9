package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.origin.RequestTarget.BadTargetException;
import io.nfs2s3.testing.HostileText;
import io.nfs2s3.testing.MediaPaths;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RequestTargetPropertyTest {
    private static final String PREFIX = "media/";
    private static final Path ROOT = Path.of("/mnt/media");

    @Property
    void whatever_is_asked_for_lies_below_the_root_or_is_refused(@ForAll("targets") String raw) {
        RequestTarget target;
        try {
            target = RequestTarget.parse(raw, PREFIX);
        } catch (BadTargetException e) {
            assertThat(e.getMessage()).isNotBlank();
            return;
        }
        if (target instanceof RequestTarget.File file) {
            Path path = ROOT.resolve(file.path().value());
            assertThat(path.normalize()).isEqualTo(path).startsWithRaw(ROOT);
            assertThat(file.key() == null || file.key().startsWith(PREFIX)).isTrue();
        }
    }

    @Property
    void only_printable_ascii_is_taken(@ForAll("targets") String raw) {
        if (!raw.matches("[!-~]*") && !raw.startsWith(RequestTarget.OWN)) {
            assertThat(isTaken(raw)).isFalse();
        }
    }

    @Property
    void a_path_is_found_by_its_url(@ForAll("paths") MediaPath path) throws BadTargetException {
        if (path.value().startsWith(RequestTarget.OWN.substring(1))) {
            return;
        }
        assertThat(RequestTarget.parse("/" + encoded(path.value()), PREFIX))
                .isEqualTo(new RequestTarget.File(path, null));
    }

    @Property
    void a_path_is_found_by_the_key_of_any_generation(
            @ForAll("paths") MediaPath path, @ForAll @IntRange(min = 1) int generation) throws BadTargetException {
        if (path.value().getBytes(StandardCharsets.UTF_8).length > 1_000) {
            return;
        }
        String key = ObjectKey.of(PREFIX, path, generation).value();

        assertThat(RequestTarget.parse(RequestTarget.KEY + encoded(key), PREFIX))
                .isEqualTo(new RequestTarget.File(path, key));
    }

    private static boolean isTaken(String raw) {
        try {
            RequestTarget.parse(raw, PREFIX);
            return true;
        } catch (BadTargetException e) {
            return false;
        }
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    @Provide
    Arbitrary<MediaPath> paths() {
        return MediaPaths.any();
    }

    @Provide
    Arbitrary<String> targets() {
        String[] pieces = {
            "/",
            "..",
            ".",
            "%2e",
            "%2E%2e",
            "%2f",
            "%5C",
            "%00",
            "%",
            "%2",
            "%C3%A9",
            "%C3",
            "%FF",
            "%ED%A0%80",
            "\\",
            ";",
            "//",
            "media/",
            "images/",
            "a.jpg",
            "~g2",
            "%25",
            "?",
            "#",
            "%\uFF12\uFF25",
            RequestTarget.KEY,
            RequestTarget.OWN
        };
        return Arbitraries.oneOf(
                HostileText.any(),
                HostileText.of(pieces),
                HostileText.of(pieces).map(rest -> "/" + rest),
                HostileText.of(pieces).map(rest -> RequestTarget.KEY + PREFIX + rest));
    }
}
