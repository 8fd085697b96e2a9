package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CdnHostsTest {
    @Test
    void two_hosts_get_half_of_the_urls_each() {
        var hosts = new CdnHosts(List.of("cdn1.example.com", "cdn2.example.com"));
        int picks = 100_000;

        int first = 0;
        for (int i = 0; i < picks; i++) {
            String host = hosts.pick();
            assertThat(hosts.all()).contains(host);
            if (host.equals("cdn1.example.com")) {
                first++;
            }
        }

        // The standard deviation is 158 picks: 1 % is 6.3 of them, passed by chance once in 3 * 10^9 runs.
        assertThat(first).isCloseTo(picks / 2, within(picks / 100));
    }

    @Test
    void every_one_of_many_hosts_is_picked() {
        var hosts = new CdnHosts(List.of("a", "b", "c"));

        // By chance one of them is left out of 1,000 picks less than once in 10^175 runs.
        assertThat(IntStream.range(0, 1_000).mapToObj(i -> hosts.pick())).contains("a", "b", "c");
    }

    @Test
    void takes_host_names_with_or_without_a_port() {
        for (String legal : List.of("d111.cloudfront.net", "cdn-1.example.com", "localhost:8080", "127.0.0.1:1", "x")) {
            assertThat(new CdnHosts(List.of(legal)).pick()).isEqualTo(legal);
        }
    }

    @Test
    void refuses_what_is_no_host_name() {
        for (String wrong : List.of(
                "",
                " ",
                "https://cdn.example.com",
                "cdn.example.com/",
                "cdn.example.com/media",
                "cdn example.com",
                "-cdn.example.com",
                "cdn.example.com.",
                "user@cdn.example.com",
                "cdn.example.com:",
                "cdn.example.com:http",
                "cdn.example.com:123456",
                "cdn.example.com\n")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new CdnHosts(List.of("cdn1.example.com", wrong)))
                    .withMessage("resolve.cdnHosts has \"" + wrong + "\"; give a host name without scheme and path");
        }
    }

    @Test
    void refuses_to_have_no_host() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CdnHosts(List.of()))
                .withMessage("resolve.cdnHosts is empty; name at least one CloudFront host");
    }
}
