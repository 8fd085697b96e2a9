package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.resolve.ResolveSettings.Unregistered;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolveSettingsTest {
    @Test
    void a_path_can_be_put_behind_the_base_url() {
        assertThat(settings("https://www.example.com/media/", "https").nfsBaseUrl())
                .endsWith("/");
        assertThat(settings("/", "https").nfsBaseUrl()).isEqualTo("/");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("https://www.example.com/media", "https"))
                .withMessage("resolve.nfsBaseUrl = \"https://www.example.com/media\" must end in \"/\"");
    }

    @Test
    void the_scheme_is_https_or_http() {
        assertThat(settings("/", "http").cdnScheme()).isEqualTo("http");
        for (String wrong : List.of("", "HTTPS", "https://", "ftp")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings("/", wrong))
                    .withMessage("resolve.cdnScheme = \"" + wrong + "\": use https or http");
        }
    }

    private static ResolveSettings settings(String nfsBaseUrl, String scheme) {
        return new ResolveSettings(
                nfsBaseUrl, new CdnHosts(List.of("cdn")), scheme, Duration.ofMinutes(5), 10, Unregistered.NFS);
    }
}
