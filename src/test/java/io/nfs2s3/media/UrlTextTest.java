package io.nfs2s3.media;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlTextTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://h/db?password=p, jdbc:postgresql://h/db?password=***",
        "jdbc:postgresql://h/db?user=u&PASSWORD=p q&ssl=true, jdbc:postgresql://h/db?user=u&PASSWORD=***&ssl=true",
        "jdbc:postgresql://h/db?sslpassword=p, jdbc:postgresql://h/db?sslpassword=***",
        "http://user:p@host:1/x, http://user:***@host:1/x",
        "http://user:p:q@host, http://user:***@host",
        "http://user:p@q@host, http://user:***@host",
        "http://user:p/q@host, http://user:***@host",
        "'jdbc:postgresql://a:1,b:2/db?user=u@x', 'jdbc:postgresql://a:1,b:2/db?user=u@x'",
        "http://host:9324/a@b, http://host:9324/a@b",
        "no url, no url",
    })
    void the_password_of_a_url_is_masked_and_nothing_else(String url, String shown) {
        assertThat(UrlText.withoutPasswords(url)).isEqualTo(shown);
    }
}
