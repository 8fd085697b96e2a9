package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReaderTest {
    @ParameterizedTest
    @CsvSource({
        "images/a.jpg, 1",
        "images/a.jpg, 2",
        "images/a, 1",
        "images/a, 17",
        "images/a~g2.jpg, 1",
        "images/a~g2.jpg, 3",
        "images/a.b.c, 2",
        "~g2, 1",
        "x/~g3.png, 2",
        "a~g2.b/c, 1",
        "a~g2.b/c, 2"
    })
    void it_is_the_way_back(String path, int generation) {
        MediaPath media = MediaPath.of(path);
        String key = ObjectKey.of("site/", media, generation).value();

        assertThat(KeyReader.uploadOf("site/", key)).contains(new FileVersion(media, generation));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"site/", "site/images/", "other/a.jpg", "site/a~g1.jpg", "site/a//b", "site/a~g99999999999.jpg"})
    void a_key_that_no_copy_has_is_of_none(String key) {
        assertThat(KeyReader.uploadOf("site/", key)).isEmpty();
    }
}
