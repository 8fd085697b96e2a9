package io.nfs2s3.lifecycle.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    @ParameterizedTest
    @CsvSource({
        "'', site/",
        "images/, site/images/",
        "images/ab, site/images/ab",
        "images/a.j, site/images/a",
        "images/a.b.j, site/images/a",
        "a.b/c, site/a.b/c",
        "images/a~g2, site/images/a~g2"
    })
    void the_key_of_each_generation_of_each_file_begins_with_the_key_prefix(String pathPrefix, String keyPrefix) {
        Selection selection = Selection.of("site/", pathPrefix);

        assertThat(selection.keyPrefix()).isEqualTo(keyPrefix);
        for (String rest : new String[] {"pg", "x.jpg", "~g7.jpg", "x/y.jpg", "x"}) {
            MediaPath path = MediaPath.of(pathPrefix + rest);
            assertThat(selection.has(path.value())).isTrue();
            for (int generation = 1; generation < 3; generation++) {
                assertThat(ObjectKey.of("site/", path, generation).value()).startsWith(keyPrefix);
            }
        }
        assertThat(selection.has("other")).isEqualTo(pathPrefix.isEmpty());
    }
}
