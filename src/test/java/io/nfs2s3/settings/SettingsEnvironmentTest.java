package io.nfs2s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.media.MediaKind;
import io.nfs2s3.resolve.CdnHost;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsEnvironmentTest extends SettingsTestBase {
    @Test
    void the_environment_wins_over_the_file() {
        Settings settings = read(
                "database.url = \"jdbc:postgresql://file/site\", s3.pathStyle = false",
                Map.of(
                        "NFS2S3_DATABASE_URL", "jdbc:postgresql://environment/site",
                        "NFS2S3_S3_PATH_STYLE", "true",
                        "NFS2S3_HTTP_PORT", "9000",
                        "NFS2S3_SQS_LONG_POLL", "7 s",
                        "NFS2S3_RESOLVE_CDN_HOSTS", " a.example.com , b.example.com,c ",
                        "NFS2S3_KINDS_AUDIO_MIGRATE", "true",
                        "NFS2S3_DATABASE_PASSWORD", "a, b # \"c\" = ${d}",
                        "PATH", "/bin"));

        assertThat(settings.database().url()).isEqualTo("jdbc:postgresql://environment/site");
        assertThat(settings.database().password()).isEqualTo("a, b # \"c\" = ${d}");
        assertThat(settings.s3().pathStyle()).isTrue();
        assertThat(settings.http().port()).isEqualTo(9_000);
        assertThat(settings.sqs().longPoll()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.resolve().cdn().hosts().all())
                .extracting(CdnHost::name)
                .containsExactly("a.example.com", "b.example.com", "c");
        assertThat(settings.kinds().all())
                .containsExactlyInAnyOrder(
                        new MediaKind("image", "images/", true), new MediaKind("audio", "audio/", true));
    }

    @Test
    void the_environment_is_checked_like_the_file() {
        assertThat(problems("", Map.of("NFS2S3_HTTP_PORT", "http")))
                .containsExactly("http.port = \"http\" must be a whole number");
        assertThat(problems("", Map.of("NFS2S3_HTTP_PORT", "-1"))).containsExactly("http.port = -1 must be 0 to 65535");
    }

    @Test
    void a_variable_that_names_no_setting_is_refused() {
        assertThat(problems("", Map.of("NFS2S3_S3_PATHSTYLE", "true")))
                .containsExactly("NFS2S3_S3_PATHSTYLE in the environment names no setting;"
                        + " did you mean NFS2S3_S3_PATH_STYLE?");
        assertThat(problems("", Map.of("NFS2S3_PORT_8425_TCP", "tcp://10.0.0.1:8425")))
                .containsExactly("NFS2S3_PORT_8425_TCP in the environment names no setting; unset or correct it");
        Map<String, String> ofTheScript = Map.of(
                "NFS2S3_CACHE", "off", "NFS2S3_CONFIG", "x", "NFS2S3_JAVA_OPTS", "-Xmx1g", "NFS2S3_HOME", "/opt");
        assertThat(read("", ofTheScript)).as("variables of the start script").isNotNull();
    }
}
