package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.origin.RequestTarget.BadTargetException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    private static RequestTarget parse(String raw) throws BadTargetException {
        return RequestTarget.parse(raw, "media/");
    }

    @ParameterizedTest
    @CsvSource({
        "/images/1.jpg, images/1.jpg",
        "/images/a%20b.jpg, images/a b.jpg",
        "/images/a+b.jpg, images/a+b.jpg",
        "/images/%252F.jpg, images/%2F.jpg",
        "/images/%2525, images/%25",
        "/images/%E2%82%AC, images/€",
        "/images/%5C, images/\\",
        "/images/a;b=c, images/a;b=c",
        "/images/..., images/..."
    })
    void a_path_is_decoded_once(String raw, String path) throws BadTargetException {
        assertThat(parse(raw)).isEqualTo(new RequestTarget.File(MediaPath.of(path), null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "images/1.jpg",
                "/../etc/passwd",
                "/images/../../etc/passwd",
                "/images/%2e%2e/1.jpg",
                "/images/%2E/1.jpg",
                "/images/.%2e",
                "/images%2F1.jpg",
                "/images%2f..%2f1.jpg",
                "/images//1.jpg",
                "//images/1.jpg",
                "/images/",
                "/images/%00.jpg",
                "/images\\..\\1.jpg",
                "/images/a b",
                "/images/\u00E9",
                "/images/%",
                "/images/%4",
                "/images/%zz",
                "/images/%-1",
                "/images/%\uFF12\uFF25",
                "/images/%C3",
                "/images/%C0%AF",
                "/images/%ED%A0%80",
                "/.nfs2s3/key/other/1.jpg",
                "/.nfs2s3/key/media/../1.jpg"
            })
    void what_could_be_read_in_two_ways_is_refused(String raw) {
        assertThatThrownBy(() -> parse(raw)).isInstanceOf(BadTargetException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "images/1.jpg",
                "images/a~g2.jpg",
                "images/a~g2~g3.jpg",
                "images/a.b~g2",
                "images/noextension",
                "images/x~g7",
                "images/.hidden",
                "images/.hidden~g2",
                "images/dot.",
                "images/a~g2/b.jpg",
                "images.d/a",
                "~g2.jpg",
                "images/x~g2\n.jpg"
            })
    void every_key_leads_back_to_its_path(String path) {
        for (int generation : new int[] {1, 2, 10}) {
            assertThat(KeyPath.of(
                            ObjectKey.of("", MediaPath.of(path), generation).value()))
                    .isEqualTo(path);
        }
    }

    @Test
    void a_file_can_be_asked_for_by_its_key() throws BadTargetException {
        assertThat(parse("/.nfs2s3/key/media/images/a~g2.jpg"))
                .isEqualTo(new RequestTarget.File(MediaPath.of("images/a.jpg"), "media/images/a~g2.jpg"));
    }

    @Test
    void the_origin_has_pages_of_its_own() throws BadTargetException {
        assertThat(parse("/.nfs2s3/metrics")).isEqualTo(RequestTarget.Own.METRICS);
        assertThat(parse("/.nfs2s3/health")).isEqualTo(RequestTarget.Own.HEALTH);
        assertThat(parse("/.nfs2s3/else")).isEqualTo(RequestTarget.Own.UNKNOWN);
    }
}
