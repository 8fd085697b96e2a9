package io.nfs2s3.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.nfs2s3.http.Figures.Look;
import io.nfs2s3.progress.ProgressReport;
import io.nfs2s3.progress.SiteFigures;
import io.nfs2s3.web.ProcessMeters;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All figures in the text formats of Prometheus: those of the site, which every daemon shows alike, and those of this host and
 * process. Thread-safe.
 */
final class MetricsPage {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Telemetry telemetry;
    private final SiteMeters site;
    private final HostMeters host;
    private volatile @Nullable SiteFigures siteFigures;

    MetricsPage(Telemetry telemetry) {
        this.telemetry = telemetry;
        this.site = new SiteMeters(registry);
        this.host = new HostMeters(registry, telemetry.version());
        new ProcessMeters().bindTo(registry);
    }

    /** Reads from the database what the report does not have; called by the thread that has just read that. */
    void readSite() {
        siteFigures = telemetry.site().get().orElse(null);
    }

    /** A file was migrated: how long it took to copy and prove it. */
    void copied(Duration took) {
        host.copied(took);
    }

    /**
     * The page. What nobody knows yet is not there.
     *
     * @param format a content type of {@link io.nfs2s3.web.MetricsFormat}
     */
    synchronized String text(Look<ProgressReport> look, String format) {
        host.show(look, telemetry.host().get());
        ProgressReport report = look.report();
        if (report != null) {
            site.show(report, siteFigures);
        }
        return registry.scrape(format);
    }
}
