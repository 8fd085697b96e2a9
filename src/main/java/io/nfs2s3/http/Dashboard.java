package io.nfs2s3.http;

import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import io.nfs2s3.media.ErrorText;
import io.nfs2s3.progress.ProgressReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The HTTP side of the daemon: a page for people ({@code /}), the same figures as JSON ({@code /api/status}) and for
 * Prometheus ({@code /metrics}), and {@code /health} for load balancers and monitors.
 */
public final class Dashboard implements AutoCloseable {
    private final Javalin server;
    private final String host;

    /**
     * Starts it.
     *
     * @param report asked for each request, at most once a second
     * @param json writes a report
     * @throws UncheckedIOException when it cannot listen, such as when the port is taken
     */
    public Dashboard(HttpSettings settings, Supplier<ProgressReport> report, Function<ProgressReport, String> json) {
        Supplier<ProgressReport> cached = new OncePerSecond<>(report);
        MetricsPage metrics = new MetricsPage(cached);
        String page = resource("dashboard.html");
        String policy = PagePolicy.of(page);
        this.host = settings.host();
        Javalin created = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.routes.get(
                    "/",
                    context -> context.header("Content-Security-Policy", policy)
                            .header("X-Content-Type-Options", "nosniff")
                            .html(page));
            config.routes.get(
                    "/api/status",
                    context -> context.contentType("application/json").result(json.apply(cached.get())));
            config.routes.get(
                    "/metrics",
                    context -> context.contentType(MetricsPage.CONTENT_TYPE).result(metrics.text()));
            config.routes.get(
                    "/health",
                    context -> context.result("ok: " + cached.get().media().total() + " files are registered"));
            config.routes.exception(
                    RuntimeException.class,
                    (error, context) ->
                            context.status(503).result("the database cannot be read: " + ErrorText.ofRoot(error)));
        });
        try {
            this.server = created.start(settings.host(), settings.port());
        } catch (JavalinBindException e) {
            throw new UncheckedIOException(new BindException("the dashboard cannot listen on " + host + ", port "
                    + settings.port() + "; set another http.port, or http.enabled = false"));
        }
    }

    /** Where it listens, such as {@code http://127.0.0.1:8425/}. */
    public String address() {
        return "http://" + host + ":" + server.port() + "/";
    }

    private static String resource(String name) {
        try (InputStream stream = Dashboard.class.getResourceAsStream("/nfs2s3/" + name)) {
            if (stream == null) {
                throw new IllegalStateException("the jar lacks nfs2s3/" + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the jar cannot be read", e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
