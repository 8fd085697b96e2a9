package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.nfs2s3.resolve.CdnSettings.Choice;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import io.nfs2s3.resolve.ResolveSettings.DatabaseDown;
import io.nfs2s3.resolve.ResolveSettings.Unregistered;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        assertThat(settings("/", "http").cdn().scheme()).isEqualTo("http");
        for (String wrong : List.of("", "HTTPS", "https://", "ftp")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> settings("/", wrong))
                    .withMessage("resolve.cdnScheme = \"" + wrong + "\": use https or http");
        }
    }

    private static ResolveSettings settings(String nfsBaseUrl, String scheme) {
        return new ResolveSettings(
                nfsBaseUrl,
                new CdnSettings(CdnHosts.parse(List.of("cdn")), HostsFrom.SETTINGS, Choice.RANDOM, scheme),
                new CacheSettings(Duration.ofMinutes(5), Duration.ofSeconds(15), Duration.ofHours(12), 10),
                Unregistered.NFS,
                DatabaseDown.NFS,
                Optional.empty());
    }

    @Test
    void what_nobody_registered_is_remembered_no_longer_than_what_is() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(new CacheSettings(Duration.ZERO, minute, minute, 10).unregistered())
                .isEqualTo(Duration.ZERO);
        assertThat(new CacheSettings(minute.plusSeconds(1), minute, minute, 10).unregistered())
                .isEqualTo(minute);
    }
}
