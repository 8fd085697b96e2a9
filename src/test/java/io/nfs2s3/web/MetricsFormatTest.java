package io.nfs2s3.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsFormatTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/openmetrics-text",
                // as Prometheus asks
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
                "text/plain;q=0.5, Application/OpenMetrics-Text; version=1.0.0; q=0.01"
            })
    void who_asks_for_open_metrics_gets_it(String accept) {
        assertThat(MetricsFormat.of(accept)).isEqualTo(MetricsFormat.OPEN_METRICS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*/*",
                "text/html,application/xhtml+xml",
                "text/plain;version=0.0.4",
                "application/openmetrics-text;q=0, text/plain",
                "application/openmetrics-text;version=1.0.0;q=0.0"
            })
    void all_others_get_the_old_format(String accept) {
        assertThat(MetricsFormat.of(accept)).isEqualTo(MetricsFormat.PROMETHEUS);
    }

    @Test
    void so_do_those_that_do_not_say() {
        assertThat(MetricsFormat.of(null)).isEqualTo(MetricsFormat.PROMETHEUS);
    }
}
