package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.origin.Reply.Source;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.testing.PromTool;
import io.nfs2s3.web.MetricsFormat;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class OriginMetricsTest {
    private static OriginMetrics used() {
        OriginMetrics metrics = new OriginMetrics(List.of());
        metrics.watchBreaker(() -> BreakerState.CLOSED);
        metrics.watchConnections(() -> 3);
        metrics.answered(200, Source.NFS);
        metrics.fellBack("gone");
        return metrics;
    }

    @Test
    void what_did_not_happen_yet_is_0() {
        assertThat(used().text(MetricsFormat.PROMETHEUS))
                .contains("nfs2s3_origin_fallbacks_total{reason=\"down\"} 0.0\n")
                .contains("nfs2s3_origin_fallbacks_total{reason=\"gone\"} 1.0\n")
                .contains("nfs2s3_origin_hot_total 0.0\n");
    }

    @Test
    void open_metrics_is_given_to_who_asks_for_it() {
        assertThat(used().text(MetricsFormat.OPEN_METRICS)).endsWith("# EOF\n");
    }

    @Test
    void promtool_finds_no_fault() {
        PromTool.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));

        assertThat(PromTool.checkMetrics(used().text(MetricsFormat.PROMETHEUS))).isEmpty();
    }
}
