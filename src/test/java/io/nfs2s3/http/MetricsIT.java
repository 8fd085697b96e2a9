package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.app.Daemon;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.FailedRows;
import io.nfs2s3.testing.PromTool;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.upload.UploadHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a Prometheus gets of a daemon that runs, and what its own tool says of that and of the rules. */
class MetricsIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Path CONFIG = Path.of("config", "prometheus");

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static Application application;
    private static URI address;

    @BeforeAll
    static void start() {
        application = site.application("drain.schedule = 100 ms", "worker.schedule = 100 ms");
        Copies.migrate(application.catalog(), Copies.paths("done", 3));
        application.catalog().register(List.of(MediaPath.of("audio/held.mp3")));
        FailedRows.insert(site, "images/3.jpg", "image", "SOURCE_MISSING", 1);
        site.jdbi()
                .useHandle(handle ->
                        handle.execute("INSERT INTO nfs2s3.run (kind, source, what, state, owner, done, failed)"
                                + " VALUES ('BACKFILL', 'SCAN', 'images/', 'PAUSED', 'web1~0a/7/1', 5, 1)"));
        Daemon daemon = site.closing(new Daemon(application));
        daemon.start();
        address = URI.create(daemon.dashboardAddress().orElseThrow() + "metrics");
        upload("images/new.jpg");
        site.await(() -> shows("nfs2s3_worker_files_total{outcome=\"migrated\"} 1.0"));
    }

    private static void upload(String path) {
        site.write(path, "new");
        try (UploadHook hook = application.hook()) {
            hook.fileUploaded(path);
        }
    }

    private static boolean shows(String sample) {
        return scrape().samples().contains(sample);
    }

    private static Exposition scrape() {
        return new Exposition(get("text/plain").body());
    }

    private static HttpResponse<String> get(String accept) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(address).header("Accept", accept).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Test
    void the_daemon_tells_what_the_database_has_and_what_it_did() {
        for (String dependency : List.of("database", "sqs", "source", "store")) { // the first count of SQS may be late
            site.await(() -> shows("nfs2s3_dependency_up{dependency=\"" + dependency + "\"} 1.0"));
        }
        for (String job : List.of("drain", "sweep", "site", "ledger", "counters", "history")) {
            site.await(() -> shows("nfs2s3_job_suspended{name=\"" + job + "\"} 0.0"));
        }
        site.await(() -> !shows("nfs2s3_job_last_success_timestamp_seconds{name=\"drain\"} 0.0"));

        Exposition shown = scrape();

        assertThat(shown.value("nfs2s3_site_files{kind=\"image\",state=\"MIGRATED\"}"))
                .isGreaterThanOrEqualTo(3);
        assertThat(shown.value("nfs2s3_site_bytes{kind=\"image\",state=\"MIGRATED\"}"))
                .isGreaterThanOrEqualTo(3.0 * Copies.SIZE);
        assertThat(shown.value("nfs2s3_site_files{kind=\"audio\",state=\"HELD\"}"))
                .isEqualTo(1);
        assertThat(shown.value("nfs2s3_site_failed_files{code=\"SOURCE_MISSING\"}"))
                .isEqualTo(1);
        assertThat(shown.value("nfs2s3_site_failed_files{code=\"_other\"}")).isZero();
        assertThat(shown.value("nfs2s3_site_runs{kind=\"backfill\",state=\"PAUSED\"}"))
                .isEqualTo(1);
        assertThat(shown.value("nfs2s3_site_run_names{kind=\"backfill\"}")).isEqualTo(6);
        assertThat(shown.value("nfs2s3_site_counters_sound")).isEqualTo(1);
        assertThat(shown.value("nfs2s3_site_last_flip_timestamp_seconds")).isGreaterThan(1.7e9);
        assertThat(shown.value("nfs2s3_worker_copy_seconds_count"))
                .isEqualTo(shown.value("nfs2s3_worker_files_total{outcome=\"migrated\"}"));
        assertThat(shown.value("nfs2s3_worker_bytes_total")).isPositive();
        assertThat(shown.value("nfs2s3_worker_backfill_suspended")).isZero();
        assertThat(shown.samples()).hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void a_mount_that_goes_away_is_told_until_a_file_comes_through_again() throws Exception {
        Path sentinel =
                site.media().resolve(application.settings().source().sentinel().value());
        Path aside = sentinel.resolveSibling("aside");
        Files.move(sentinel, aside);
        try {
            site.await(() -> shows("nfs2s3_dependency_up{dependency=\"source\"} 0.0"));
            assertThat(scrape().samples())
                    .contains("nfs2s3_job_suspended{name=\"worker\"} 1.0")
                    .contains("nfs2s3_dependency_up{dependency=\"store\"} 1.0");
        } finally {
            Files.move(aside, sentinel);
        }

        upload("images/after.jpg");
        site.await(() -> shows("nfs2s3_dependency_up{dependency=\"source\"} 1.0"));
    }

    @Test
    void prometheus_gets_open_metrics_and_others_the_old_format() {
        HttpResponse<String> open = get("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
        HttpResponse<String> plain = get("*/*");

        assertThat(open.headers().firstValue("Content-Type").orElse("")).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
        assertThat(plain.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
        assertThat(plain.body()).doesNotContain("# EOF");
    }

    @Test
    void promtool_finds_no_fault_with_the_metrics() {
        PromTool.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));

        assertThat(PromTool.checkMetrics(scrape().text())).isEmpty();
    }

    /** Each alert with series for which it must fire, and with some for which it must not. */
    @Test
    void promtool_finds_no_fault_with_the_configuration_and_each_alert_fires_when_it_must() {
        PromTool.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));

        assertThat(PromTool.checkConfig(CONFIG.resolve("prometheus.yml"))).doesNotContain("exit code");
        assertThat(PromTool.testRules(CONFIG.resolve("nfs2s3.rules.test.yml")))
                .contains("SUCCESS")
                .doesNotContain("exit code");
    }
}
