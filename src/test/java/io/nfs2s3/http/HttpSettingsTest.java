package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {
    private static final String TOKEN = "0123456789abcdef";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "0123456789abcde",
                "0123456789abcdef hush",
                "0123456789abcdef\u00e9",
                "=0123456789abcdef"
            })
    void a_token_that_is_short_or_no_header_is_refused_and_not_shown(String token) {
        assertThatThrownBy(() -> new HttpSettings(true, "127.0.0.1", 0, token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("http.controlToken must have 16 characters or more")
                .hasMessageNotContaining(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TOKEN, "c2VjcmV0IHNlY3JldA=="})
    void others_are_taken_and_not_shown_either(String token) {
        HttpSettings settings = new HttpSettings(true, "127.0.0.1", 0, token);

        assertThat(settings.controlToken()).isEqualTo(token);
        assertThat(settings.toString()).doesNotContain(token.isEmpty() ? "***" : token);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false",
        "127.3.2.1, false",
        "localhost, false",
        "::1, false",
        "[::1], false",
        "0.0.0.0, true",
        "127.evil.example, true",
        "10.0.0.7, true",
        "web1, true",
    })
    void whoever_is_on_the_network_reads_the_token_where_it_is_not_the_loopback_address(String host, boolean shown) {
        assertThat(new HttpSettings(true, host, 0, TOKEN).showsToken()).isEqualTo(shown);
        assertThat(new HttpSettings(true, host, 0, "").showsToken()).isFalse();
        assertThat(new HttpSettings(false, host, 0, TOKEN).showsToken()).isFalse();
    }

    @Test
    void a_token_is_compared_whole() {
        ControlToken token = new ControlToken(TOKEN);

        assertThat(token.isIn("Bearer " + TOKEN)).isTrue();
        assertThat(token.isIn("BEARER  " + TOKEN + " ")).isTrue();
        assertThat(token.isIn("Bearer " + TOKEN.substring(1))).isFalse();
        assertThat(token.isIn(null)).isFalse();
    }
}
