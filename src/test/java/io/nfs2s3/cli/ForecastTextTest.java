package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.backfill.PlanSettings;
import io.nfs2s3.lifecycle.Forecast;
import io.nfs2s3.lifecycle.Forecast.Request;
import io.nfs2s3.lifecycle.Forecast.Span;
import org.junit.jupiter.api.Test;

class ForecastTextTest {
    private static final long GIB = 1L << 30;
    private static final PlanSettings PRICES = new PlanSettings(5, 0.4, 0.09, 0.023);

    @Test
    void requests_are_billed_by_their_class_and_bytes_only_on_their_way_out() {
        Forecast one = Forecast.of(1)
                .with(Request.LIST, Span.of(100))
                .with(Request.PUT, Span.of(200))
                .with(Request.COPY, Span.of(700))
                .with(Request.HEAD, Span.of(500))
                .with(Request.GET, Span.upTo(2_000))
                .with(Request.DELETE, Span.of(1_000_000))
                .getting(Span.upTo(100 * GIB))
                .putting(Span.of(7 * GIB))
                .reading(Span.of(3 * GIB))
                .writing(Span.of(2 * GIB));
        ForecastText text = new ForecastText(one.plus(Forecast.of(9_999)), PRICES, new ForecastRate(2.0, "as told"));

        assertThat(text.lines())
                .containsExactly(
                        "files      10,000",
                        "requests   100 LIST, 500 HEAD, 0 to 2,000 GET, 200 PUT, 700 COPY, 1,000,000 DELETE",
                        "NFS        3.0 GiB read, 2.0 GiB written",
                        "S3         0 B to 100.0 GiB from it, 7.0 GiB to it",
                        "money      5.20 to 15.00, at the prices of plan.price",
                        "time       1 h 23 min at 2.0 files/s, as told");
        assertThat(text.fields()).containsEntry("costAtLeast", 5.2).containsEntry("seconds", 5_000.0);
    }

    @Test
    void what_nobody_measured_is_said_to_be_unknown() {
        ForecastText text = new ForecastText(Forecast.NOTHING, PRICES, new ForecastRate(null, "nobody knows"));

        assertThat(text.lines()).contains("requests   none to S3", "time       unknown: nobody knows");
        assertThat(text.fields()).containsEntry("seconds", null);
    }
}
