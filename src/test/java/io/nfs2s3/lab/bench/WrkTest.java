package io.nfs2s3.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WrkTest {
    private static final String WELL = """
            Running 1s test @ http://127.0.0.1:8426
              2 threads and 32 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.50ms    1.99ms  21.00ms   99.00%
                Req/Sec    11.99k     1.00k   13.99k    60.00%
              Latency Distribution
                 50%    1.00ms
                 90%    1.99ms
                 99%  512.00us
              23900 requests in 1.00s, 450.00MB read
            Requests/sec:  23899.50
            Transfer/sec:    450.00MB
            """;

    @Test
    void the_figures_are_those_of_wrk() {
        assertThat(Wrk.parse(WELL)).isEqualTo(new Wrk.Load(23_899.5, 0.512, 0));
    }

    @Test
    void every_kind_of_error_counts() {
        String ill = WELL.replace("99%  512.00us", "99%    1.50s")
                + "  Socket errors: connect 1, read 20, write 300, timeout 4000\n  Non-2xx or 3xx responses: 50000\n";

        assertThat(Wrk.parse(ill)).isEqualTo(new Wrk.Load(23_899.5, 1_500, 54_321));
    }
}
