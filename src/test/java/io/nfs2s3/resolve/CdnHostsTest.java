package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CdnHostsTest {
    private static final int URLS = 100_000;
    private static final CdnHosts TWO = hosts("cdn1.example.com", "cdn2.example.com");

    private static CdnHosts hosts(String... hosts) {
        return CdnHosts.parse(List.of(hosts));
    }

    private static String key(int number) {
        return "images/" + number % 100 + "/" + number + ".jpg";
    }

    /** How many of the URLs each host got. */
    private static int[] shares(CdnHosts hosts, IntUnaryOperator hostOf) {
        int[] shares = new int[hosts.all().size()];
        IntStream.range(0, URLS).map(hostOf).forEach(host -> shares[host]++);
        return shares;
    }

    @Test
    void two_hosts_get_half_of_the_urls_each() {
        // The standard deviation is 158 picks: 1 % is 6.3 of them, passed by chance once in 3 * 10^9 runs.
        assertThat(shares(TWO, i -> TWO.random())[0]).isCloseTo(URLS / 2, within(URLS / 100));
        assertThat(shares(TWO, i -> TWO.stable(key(i)))[0]).isCloseTo(URLS / 2, within(URLS / 100));
    }

    @Test
    void a_host_gets_the_share_that_its_weight_says() {
        CdnHosts hosts = hosts("a=3", "b", "c=6");

        for (int[] shares : List.of(shares(hosts, i -> hosts.random()), shares(hosts, i -> hosts.stable(key(i))))) {
            assertThat(Arrays.stream(shares).mapToObj(share -> share * 10.0 / URLS))
                    .zipSatisfy(
                            List.of(3.0, 1.0, 6.0),
                            (share, wanted) -> assertThat(share).isCloseTo(wanted, within(0.1)));
        }
    }

    @Test
    void the_stable_choice_depends_on_neither_the_order_of_the_hosts_nor_the_case_of_their_names() {
        CdnHosts other = hosts("CDN2.example.com", "cdn1.Example.com");

        assertThat(IntStream.range(0, 1_000))
                .allSatisfy(i -> assertThat(other.all().get(other.stable(key(i))))
                        .isEqualTo(TWO.all().get(TWO.stable(key(i)))));
    }

    @Test
    void a_third_host_takes_its_third_and_moves_no_other_path() {
        CdnHosts three = hosts("cdn1.example.com", "cdn2.example.com", "cdn3.example.com");

        int moved = 0;
        for (int i = 0; i < URLS; i++) {
            int host = three.stable(key(i));
            if (host != TWO.stable(key(i))) {
                assertThat(host).isEqualTo(2);
                moved++;
            }
        }

        assertThat(moved).isCloseTo(URLS / 3, within(URLS / 100));
    }

    @Test
    void a_weight_that_grows_moves_only_the_paths_that_go_to_its_host() {
        CdnHosts before = hosts("a=2", "b=2");
        CdnHosts after = hosts("a=2", "b=3");

        assertThat(IntStream.range(0, URLS).filter(i -> before.stable(key(i)) != after.stable(key(i))))
                .hasSizeBetween(URLS / 10 - URLS / 100, URLS / 10 + URLS / 100)
                .allSatisfy(i -> assertThat(after.stable(key(i))).isEqualTo(1));
    }

    @Test
    void takes_host_names_with_or_without_a_port_and_a_weight() {
        for (String legal : List.of("d111.cloudfront.net", "cdn-1.example.com", "localhost:8080", "127.0.0.1:1", "x")) {
            assertThat(hosts(legal).all()).containsExactly(new CdnHost(legal, 1));
            assertThat(hosts(legal + "=7").all()).containsExactly(new CdnHost(legal, 7));
        }
        assertThat(hosts("a", "b = 100").toString()).isEqualTo("[a, b=100]");
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
                    .isThrownBy(() -> hosts("cdn1.example.com", wrong))
                    .withMessage("resolve.cdnHosts has \"" + wrong + "\"; give a host name without scheme and path");
        }
    }

    @Test
    void refuses_weights_out_of_range() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hosts("a=0"))
                .withMessage("resolve.cdnHosts gives a the weight 0; a weight is 1 to 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hosts("a=101"))
                .withMessage("resolve.cdnHosts gives a the weight 101; a weight is 1 to 100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hosts("a=1.5"))
                .withMessage("resolve.cdnHosts has \"a=1.5\"; a weight is a whole number, 1 to 100");
    }

    @Test
    void refuses_to_have_no_host_or_one_twice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hosts())
                .withMessage("resolve.cdnHosts is empty; name at least one CloudFront host");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> hosts("a", "A"))
                .withMessage("resolve.cdnHosts has a twice; give it a weight instead: a=2");
    }
}
