package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.progress.Span;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The history over HTTP: the database is asked once for all who look. */
class PlotsTest {
    private final Map<Span, Integer> readings = new ConcurrentHashMap<>();

    private static HttpResponse<String> get(Dashboard dashboard, String span) throws Exception {
        return TestDashboards.get(dashboard, "api/history/" + span);
    }

    private static Dashboard dashboard(PlotSource source) {
        return TestDashboards.of(
                () -> {
                    throw new IllegalStateException("the database is down");
                },
                ReportJson::write,
                source);
    }

    @Test
    void a_span_is_read_when_somebody_looks_and_once_for_all() throws Exception {
        try (Dashboard dashboard = dashboard(span -> "{\"n\":" + readings.merge(span, 1, Integer::sum) + "}")) {
            await().until(() -> get(dashboard, "week").statusCode() == 200);
            for (int i = 0; i < 100; i++) {
                assertThat(get(dashboard, "week").body()).isEqualTo("{\"n\":1}");
            }
            assertThat(readings).containsOnlyKeys(Span.WEEK);
            assertThat(get(dashboard, "WEEK").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void what_cannot_be_read_is_told_and_tried_again() throws Exception {
        try (Dashboard dashboard = dashboard(span -> {
            if (readings.merge(span, 1, Integer::sum) == 1) {
                throw new IllegalStateException("no such table");
            }
            return "{}";
        })) {
            await().until(() -> get(dashboard, "all").body().endsWith("no such table"));
            assertThat(get(dashboard, "all").statusCode()).isEqualTo(503);
            await().until(() -> get(dashboard, "all").statusCode() == 200);
        }
    }
}
