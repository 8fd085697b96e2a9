package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DashboardIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static Dashboard dashboard;

    @BeforeAll
    static void open() {
        Application application = site.application();
        application.catalog().register(List.of(MediaPath.of("images/1.jpg"), MediaPath.of("audio/1.mp3")));
        dashboard = site.closing(dashboard(application));
        await().until(() -> get(dashboard, "health").statusCode() == 200);
    }

    private static Dashboard dashboard(Application application) {
        return new Dashboard(
                application.settings().http(),
                application.progress()::report,
                ReportJson::write,
                new Telemetry(
                        "0.0.1",
                        application.figures().siteFigures(application.settings().kinds())::read,
                        () -> Exposition.host(null)),
                Exposition.NOBODY_ACTS,
                application.figures().plots());
    }

    private static HttpResponse<String> get(Dashboard dashboard, String path) {
        try {
            return CLIENT.send(
                    HttpRequest.newBuilder(URI.create(dashboard.address() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** After a reading for which SQS answered in time, which it does not always on a machine with much else to do. */
    private static HttpResponse<String> getWhole(String path) {
        return await().until(
                        () -> get(dashboard, path),
                        answer -> !answer.body().contains("SQS did not answer")
                                && !answer.body().contains("{dependency=\"sqs\"} 0.0"));
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    @Test
    void prometheus_gets_the_same_figures() {
        HttpResponse<String> metrics = getWhole("metrics");

        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(contentType(metrics)).startsWith("text/plain");
        assertThat(metrics.body())
                .contains("nfs2s3_site_files{kind=\"image\",state=\"QUEUED\"} 1.0")
                .contains("nfs2s3_site_files{kind=\"audio\",state=\"HELD\"} 1.0")
                .contains("nfs2s3_site_outbox_entries 0.0")
                .contains("nfs2s3_site_queue_messages{queue=\"uploads\",status=\"dead\"} 0.0")
                .contains("nfs2s3_figures_age_seconds ")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void the_page_is_html() {
        HttpResponse<String> page = get(dashboard, "");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(contentType(page)).startsWith("text/html");
        assertThat(page.body()).contains("<title>nfs2s3");
    }

    @Test
    void the_status_is_json_with_every_field() throws Exception {
        HttpResponse<String> response = getWhole("api/status");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(contentType(response)).startsWith("application/json");
        JsonNode status = new ObjectMapper().readTree(response.body());
        assertThat(status.at("/media/total").asLong()).isEqualTo(2);
        assertThat(status.at("/media/byState/QUEUED").asLong()).isEqualTo(1);
        assertThat(status.at("/media/byState/HELD").asLong()).isEqualTo(1);
        for (String field : List.of(
                "/media/byState/MIGRATED",
                "/media/byState/RETIRED",
                "/media/byState/FAILED",
                "/media/bytesMigrated",
                "/outbox/depth",
                "/outbox/oldestAgeSeconds",
                "/queues/uploads/visible",
                "/queues/uploads/inFlight",
                "/queues/uploads/dead",
                "/queues/backfill/visible",
                "/queues/backfill/inFlight",
                "/queues/backfill/dead",
                "/rate/filesPerSecond",
                "/rate/bytesPerSecond")) {
            assertThat(status.at(field).isNumber()).as(field).isTrue();
        }
        assertThat(status.at("/eta/lowSeconds").isNull()).isTrue();
        assertThat(status.at("/eta/reason").asText()).isEqualTo("idle");
        assertThat(status.has("etaSeconds")).as("there is one time left").isFalse();
        assertThat(status.at("/ageSeconds").isIntegralNumber()).isTrue();
        assertThat(status.at("/problem").isNull()).isTrue();
    }

    @Test
    void the_history_is_json_by_columns() throws Exception {
        for (String span : List.of("hour", "day", "week", "all")) {
            await().until(() -> get(dashboard, "api/history/" + span).statusCode() == 200);
            HttpResponse<String> response = get(dashboard, "api/history/" + span);
            JsonNode history = new ObjectMapper().readTree(response.body());

            assertThat(contentType(response)).startsWith("application/json");
            assertThat(response.headers().firstValue("Age")).isPresent();
            assertThat(history.at("/span").asText()).isEqualTo(span);
            assertThat(history.at("/until").asLong())
                    .isGreaterThanOrEqualTo(history.at("/from").asLong());
            for (String column : List.of(
                    "at",
                    "files",
                    "bytes",
                    "failed",
                    "copyMedianMillis",
                    "copyP99Millis",
                    "queued",
                    "outbox",
                    "uploads",
                    "backfill",
                    "marks")) {
                assertThat(history.path(column).isArray()).as(column).isTrue();
            }
        }
        assertThat(get(dashboard, "api/history/century").statusCode()).isEqualTo(404);
    }

    @Test
    void health_says_ok() {
        HttpResponse<String> health = getWhole("health");

        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).matches("ok: 2 files are registered; figures are \\d+ s old");
    }

    @Test
    void what_is_not_there_is_404() {
        assertThat(get(dashboard, "secrets").statusCode()).isEqualTo(404);
    }

    @Test
    void while_the_database_is_down_health_and_status_are_503_and_the_page_is_there() {
        try (TcpProxy database = Wire.toDatabase(site)) {
            database.refuse();
            Application application =
                    site.application(Wire.databaseSetting(site, database), "database.connectTimeout = 250 ms");
            try (Dashboard behind = dashboard(application)) {
                await().untilAsserted(() -> assertThat(get(behind, "health").body())
                        .startsWith("the database cannot be read: ")
                        .endsWith("; there are no figures yet")
                        .doesNotContain("SELECT")
                        .hasLineCount(1)
                        .doesNotContain("\tat "));
                assertThat(get(behind, "health").statusCode()).isEqualTo(503);
                assertThat(get(behind, "api/status").statusCode()).isEqualTo(503);
                assertThat(get(behind, "").statusCode()).isEqualTo(200);

                database.accept();
                await().untilAsserted(() ->
                        assertThat(get(behind, "health").statusCode()).isEqualTo(200));
            }
        }
    }

    /** For longer than a reading may take, and than one call to SQS hangs: the readings after the first must not wait either. */
    @Test
    void while_sqs_swallows_every_request_health_names_it_and_not_the_database() {
        try (TcpProxy sqs = Wire.toSqs(site)) {
            try (Dashboard behind = dashboard(site.application(Wire.sqsSetting(sqs)))) {
                await().until(() -> get(behind, "health").statusCode() == 200);

                sqs.blackHole();
                await().during(Duration.ofSeconds(12))
                        .until(() -> get(behind, "health")
                                .body()
                                .matches(
                                        "ok: 2 files are registered; SQS cannot be reached: SQS did not answer within 2 s;"
                                                + " figures are \\d+ s old"));
                assertThat(get(behind, "metrics").body()).doesNotContain("nfs2s3_site_queue_messages{");

                sqs.accept();
                await().until(() -> !get(behind, "health").body().contains("SQS"));
            }
        }
    }
}
