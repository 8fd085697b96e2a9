package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a site may not build a resolver with is told when it is opened, as a settings file would. */
class MediaUrlResolverBuilderTest {
    private static final Path NO_KEY = Path.of("/no/such/key.pem");

    private static MediaUrlResolverBuilder builder() {
        return MediaUrlResolverBuilder.create()
                .database("jdbc:postgresql://127.0.0.1:1/site", "site", "secret")
                .nfsBaseUrl("/media/")
                .cdnHosts("cdn");
    }

    @Test
    void all_that_is_wrong_is_told_at_once() {
        MediaUrlResolverBuilder wrong = builder()
                .database("localhost", "site", "secret")
                .poolSize(0)
                .nfsBaseUrl("/media")
                .cdnHosts()
                .cache(Duration.ofDays(2), -1)
                .cache(Duration.ofSeconds(-1), Duration.ofDays(366))
                .signing("KEYID", NO_KEY, Duration.ofDays(8));

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(wrong::open)
                .satisfies(error -> assertThat(
                                String.valueOf(error.getMessage()).lines())
                        .satisfiesExactly(
                                line -> assertThat(line).startsWith("database.url = \"localhost\": "),
                                line -> assertThat(line).isEqualTo("poolSize = 0 must be 1 to 100"),
                                line -> assertThat(line).isEqualTo("resolve.nfsBaseUrl = \"/media\" must end in \"/\""),
                                line -> assertThat(line).startsWith("resolve.cdnHosts is empty"),
                                line -> assertThat(line).isEqualTo("resolve.cache = 2 d must be 0 s to 1 d"),
                                line -> assertThat(line)
                                        .isEqualTo("resolve.cacheUnregistered = -1 s must be 0 s to 1 d"),
                                line -> assertThat(line).isEqualTo("resolve.staleFor = 366 d must be 0 s to 365 d"),
                                line -> assertThat(line).isEqualTo("resolve.cacheSize = -1 must be 0 to 100000000"),
                                line -> assertThat(line)
                                        .isEqualTo("resolve.signing.validFor = 8 d must be 1 m to 7 d")));
    }
}
