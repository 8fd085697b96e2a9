package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
        assertThatThrownBy(() -> new HttpSettings(true, "127.0.0.1", 0, "", token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("http.controlToken must have 16 characters or more")
                .hasMessageNotContaining(token);
        assertThatThrownBy(() -> new HttpSettings(true, "127.0.0.1", 0, token, ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("http.viewToken must have 16 characters or more")
                .hasMessageNotContaining(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", TOKEN, "c2VjcmV0IHNlY3JldA=="})
    void others_are_taken_and_not_shown_either(String token) {
        HttpSettings settings = new HttpSettings(true, "127.0.0.1", 0, token, token.isEmpty() ? "" : token + "=");

        assertThat(settings.controlToken()).startsWith(token);
        assertThat(settings.viewToken()).isEqualTo(token);
        assertThat(settings.toString()).doesNotContain(token.isEmpty() ? "***" : token);
    }

    @Test
    void who_may_look_and_who_may_act_have_tokens_of_their_own() {
        assertThatThrownBy(() -> new HttpSettings(true, "127.0.0.1", 0, TOKEN, TOKEN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("are the same")
                .hasMessageNotContaining(TOKEN);
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
    void an_address_that_others_reach_needs_a_token_of_who_looks_which_they_can_read(String host, boolean shown) {
        assertThat(new HttpSettings(true, host, 0, TOKEN, "").showsToken()).isEqualTo(shown);
        assertThat(new HttpSettings(false, host, 0, "", TOKEN).showsToken()).isFalse();
        new HttpSettings(true, host, 0, TOKEN, "").requireViewToken();
        if (shown) {
            assertThatThrownBy(() -> new HttpSettings(true, host, 0, "", TOKEN).requireViewToken())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("http.host = \"" + host + "\" is not the loopback address");
        } else {
            new HttpSettings(true, host, 0, "", "").requireViewToken();
        }
    }

    @Test
    void a_token_is_compared_whole() {
        AccessToken token = new AccessToken(TOKEN);

        assertThat(token.isBearer("Bearer " + TOKEN)).isTrue();
        assertThat(token.isBearer("BEARER  " + TOKEN + " ")).isTrue();
        assertThat(token.isBearer("Bearer " + TOKEN.substring(1))).isFalse();
        assertThat(token.isBearer(null)).isFalse();
        assertThat(token.isBearer(basic(":" + TOKEN))).isFalse();
    }

    @Test
    void as_a_password_it_stands_behind_the_first_colon_whatever_the_name_is() {
        AccessToken token = new AccessToken(TOKEN);

        assertThat(token.isPassword(basic("ann:" + TOKEN))).isTrue();
        assertThat(token.isPassword(basic(":" + TOKEN))).isTrue();
        assertThat(token.isPassword(basic(TOKEN))).isFalse();
        assertThat(token.isPassword(basic("a:b:" + TOKEN))).isFalse();
        assertThat(token.isPassword("Basic !")).isFalse();
        assertThat(token.isPassword("Basic")).isFalse();
        assertThat(token.isPassword("Bearer " + TOKEN)).isFalse();
        assertThat(token.isPassword(null)).isFalse();
    }

    private static String basic(String pair) {
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
