package io.nfs2s3.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifySettingsTest {
    private static NotifySettings settings(List<String> command, String webhook) {
        return new NotifySettings(command, webhook, Duration.ofSeconds(10));
    }

    @Test
    void the_program_is_named_by_its_absolute_path() {
        assertThat(settings(List.of("/bin/cat", "-"), "").isSet()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of("cat"), ""))
                .withMessageStartingWith("notify.command must begin with the absolute path");
    }

    @Test
    void an_empty_variable_of_the_environment_is_none() {
        assertThat(settings(List.of(""), "").isSet()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://chat.example.com/hush", "http://localhost:80/hush", "http://[::1]/hush"})
    void a_url_has_tls_unless_it_is_of_this_host(String url) {
        assertThat(settings(List.of(), url).url()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://chat.example.com/hush", "file:///hush", "hush", "https:hush", "https://a b/hush"})
    void any_other_is_refused_and_not_shown(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings(List.of(), url))
                .withMessageStartingWith("notify.webhook must be a URL")
                .withMessageNotContaining("hush");
    }

    @Test
    void the_url_is_a_secret() {
        assertThat(settings(List.of(), "https://chat.example.com/hush").toString())
                .doesNotContain("hush");
    }
}
