package io.nfs2s3.http;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import io.nfs2s3.http.Figures.Look;
import io.nfs2s3.media.Printable;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.web.BoundedConnector;
import io.nfs2s3.web.MetricsFormat;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The HTTP side of the daemon: a page for people ({@code /}), the same figures as JSON ({@code /api/status}) and for
 * Prometheus ({@code /metrics}), and {@code /health} for load balancers and monitors. The page is told them as they come
 * ({@code /api/live}: {@link LiveFeed}), and plots the history ({@code /api/history}: {@link Plots}). What operators do is below
 * {@code /api/control}: {@link ControlRoutes}. Who may look says {@link ViewGuard}.
 *
 * <p>No other request waits for the database: each is given the latest figures with their age. There are more threads than
 * connections, so that each can be answered while all others are slow to take theirs.
 */
public final class Dashboard implements AutoCloseable {
    private static final int CONNECTIONS = 64;
    /** One for each connection, and those that accept and select. */
    private static final int THREADS = CONNECTIONS + 16;

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Javalin server;
    private final Figures<ProgressReport> figures;
    private final Plots plots;
    private final LiveFeed live;
    private final MetricsPage metrics;
    private final String host;

    /**
     * Starts it.
     *
     * @param report asked when someone looks, at most once a second, on a thread of the dashboard's own
     * @param json writes a report
     * @param telemetry what only the metrics show
     * @param desk does what operators ask for who have the token
     * @param history asked when someone looks at a span of it, on another thread of the dashboard's own
     * @throws IllegalArgumentException when others reach its address, and there is no token of who looks
     * @throws UncheckedIOException when it cannot listen, such as when the port is taken
     */
    public Dashboard(
            HttpSettings settings,
            Supplier<ProgressReport> report,
            StatusJson json,
            Telemetry telemetry,
            ControlDesk desk,
            PlotSource history) {
        this(settings, report, json, telemetry, desk, history, IDLE, LiveFeed.Limits.USUAL);
    }

    /** @param idle how long a connection may rest, or take to send the head of a request */
    Dashboard(
            HttpSettings settings,
            Supplier<ProgressReport> report,
            StatusJson json,
            Telemetry telemetry,
            ControlDesk desk,
            PlotSource history,
            Duration idle,
            LiveFeed.Limits limits) {
        settings.requireViewToken();
        this.host = settings.host();
        MetricsPage page = new MetricsPage(telemetry);
        this.metrics = page;
        this.figures = new Figures<>(() -> {
            ProgressReport read = report.get();
            page.readSite();
            return read;
        });
        this.plots = new Plots(history);
        this.live = new LiveFeed(() -> event(figures.look(), json), limits);
        ViewGuard guard = new ViewGuard(settings);
        ControlRoutes control = new ControlRoutes(settings.controlToken(), desk);
        String html = DashboardPage.html();
        String policy = PagePolicy.of(html);
        Javalin created = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.jetty.threadPool = threads();
            config.jetty.addConnector((server, http) -> bounded(server, http, settings, idle, live, guard));
            config.routes.get(
                    "/",
                    context -> context.header("Content-Security-Policy", policy)
                            .header("X-Content-Type-Options", "nosniff")
                            .html(html));
            config.routes.get("/api/status", context -> status(context, figures.look(), json));
            config.routes.get("/api/history/{span}", plots::answer);
            config.routes.get("/api/control", control::offered);
            config.routes.get("/api/control/state", control::state);
            config.routes.post("/api/control/{act}", control::act);
            config.routes.get("/metrics", context -> metrics(context, figures.look(), page));
            config.routes.get(ViewGuard.HEALTH, context -> health(context, figures.look(), guard));
            config.routes.get(ViewGuard.LIVE, context -> context.result("ok"));
        });
        try {
            this.server = created.start();
        } catch (JavalinBindException e) {
            closeParts();
            throw new UncheckedIOException(new BindException("the dashboard cannot listen on " + host + ", port "
                    + settings.port() + "; set another http.port, or http.enabled = false"));
        }
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool(THREADS);
        threads.setName("nfs2s3-dashboard");
        return threads;
    }

    private static Connector bounded(
            Server server,
            HttpConfiguration http,
            HttpSettings settings,
            Duration idle,
            LiveFeed live,
            ViewGuard guard) {
        BoundedConnector bounded =
                new BoundedConnector(server, http, settings.host(), settings.port(), CONNECTIONS, idle);
        server.insertHandler(live);
        server.insertHandler(guard);
        server.insertHandler(bounded.guard());
        return bounded.connector();
    }

    private static void metrics(Context context, Look<ProgressReport> look, MetricsPage page) {
        String format = MetricsFormat.of(context.header("Accept"));
        context.contentType(format).result(page.text(look, format));
    }

    private static void status(Context context, Look<ProgressReport> look, StatusJson json) {
        ProgressReport report = look.report();
        if (report == null) {
            context.status(503).result(look.problem().orElse(look.age()));
            return;
        }
        context.contentType("application/json")
                .result(json.write(report, look.ageSeconds(), look.problem().orElse(null)));
    }

    /** The same as an event of its stream, or why there is none. */
    private static String event(Look<ProgressReport> look, StatusJson json) {
        ProgressReport report = look.report();
        return report == null
                ? "event: trouble\ndata: " + Printable.line(look.problem().orElse(look.age())) + "\n\n"
                : "event: status\ndata: "
                        + json.write(report, look.ageSeconds(), look.problem().orElse(null)) + "\n\n";
    }

    /**
     * Not well when the last reading of the database failed, or hangs, or when the database takes no writes. Without SQS
     * uploads are accepted and files are served: it is named, and no reason to take the host out. Who may not look at the figures
     * is told no more than whether it is well.
     */
    private static void health(Context context, Look<ProgressReport> look, ViewGuard guard) {
        ProgressReport report = look.problem().isEmpty() ? look.report() : null;
        boolean well = report != null && report.databaseWritable();
        context.status(well ? 200 : 503);
        if (!guard.admits(context.header("Authorization"))) {
            context.result(well ? "ok" : "not well: the log of the daemon, and /health with the token, say why");
        } else if (report == null) {
            context.result(look.problem().map(problem -> problem + "; ").orElse("") + look.age());
        } else if (well) {
            String queues = report.queuesProblem();
            context.result("ok: " + report.media().total() + " files are registered; "
                    + (queues == null ? "" : "SQS cannot be reached: " + queues + "; ") + look.age());
        } else {
            context.result("the database takes no writes; " + look.age());
        }
    }

    /** Counts a file of the worker, and how long it took to copy and prove it; safe from any thread. */
    public void copied(Duration took) {
        metrics.copied(took);
    }

    /** How many pages are told the figures as they come. */
    int viewers() {
        return live.viewers();
    }

    /** Where it listens, such as {@code http://127.0.0.1:8425/}. */
    public String address() {
        return "http://" + host + ":" + server.port() + "/";
    }

    @Override
    public void close() {
        live.close();
        server.stop();
        closeParts();
    }

    private void closeParts() {
        live.close();
        plots.close();
        figures.close();
    }
}
