package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.MediaPaths;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PercentEncodingPropertyTest {
    private static final String BASE = "https://cdn1.example.com/";

    @Property
    void a_path_has_only_characters_that_no_html_attribute_or_url_part_ends_at(@ForAll("paths") MediaPath path) {
        assertThat(PercentEncoding.encode(path.value())).matches("([A-Za-z0-9/._~-]|%[0-9A-F]{2})+");
    }

    @Property
    void who_decodes_it_gets_the_path_back(@ForAll("paths") MediaPath path) {
        assertThat(URLDecoder.decode(PercentEncoding.encode(path.value()), StandardCharsets.UTF_8))
                .isEqualTo(path.value());
    }

    @Property
    void a_url_leads_to_this_path_of_this_host_and_to_nothing_else(@ForAll("paths") MediaPath path) {
        URI url = URI.create(BASE + PercentEncoding.encode(path.value()));

        assertThat(url.getHost()).isEqualTo("cdn1.example.com");
        assertThat(url.getRawQuery()).isNull();
        assertThat(url.getRawFragment()).isNull();
        assertThat(url.normalize()).as("no segment that a browser takes away").isEqualTo(url);
        assertThat(url.getPath()).isEqualTo("/" + path.value());
    }

    @Provide
    Arbitrary<MediaPath> paths() {
        return MediaPaths.any();
    }
}
