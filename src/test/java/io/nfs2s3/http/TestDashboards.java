package io.nfs2s3.http;

import io.nfs2s3.progress.ProgressReport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Dashboards on any port, of a daemon without a worker, on which nobody acts. */
final class TestDashboards {
    /** As long as a connection may rest in a daemon. */
    static final Duration IDLE = Duration.ofSeconds(30);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private TestDashboards() {}

    static Dashboard of(Supplier<ProgressReport> report, StatusJson json, PlotSource history) {
        return of(report, json, history, IDLE, LiveFeed.Limits.USUAL);
    }

    static Dashboard of(
            Supplier<ProgressReport> report,
            StatusJson json,
            PlotSource history,
            Duration idle,
            LiveFeed.Limits limits) {
        return of(report, json, history, idle, limits, "");
    }

    static Dashboard of(
            Supplier<ProgressReport> report,
            StatusJson json,
            PlotSource history,
            Duration idle,
            LiveFeed.Limits limits,
            String viewToken) {
        return new Dashboard(
                new HttpSettings(true, "127.0.0.1", 0, viewToken, ""),
                report,
                json,
                new Telemetry("0.0.1", Optional::empty, () -> Exposition.host(null)),
                Exposition.NOBODY_ACTS,
                history,
                idle,
                limits);
    }

    /** @param path without the slash before it */
    static HttpResponse<String> get(Dashboard dashboard, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(dashboard.address() + path)).build(), BodyHandlers.ofString());
    }

    static int status(Dashboard dashboard, String path) throws IOException, InterruptedException {
        return get(dashboard, path).statusCode();
    }
}
