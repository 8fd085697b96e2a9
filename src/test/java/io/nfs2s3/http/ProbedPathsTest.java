package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.ReportJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What containers and Prometheus ask of the daemon is there, also while the database is down; probes show no token. */
class ProbedPathsTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Path PODS = Path.of("config/kubernetes/deployment.yaml");
    private static final Pattern ALIVE = Pattern.compile("(?:liveness|startup)Probe:\\s+httpGet: \\{ path: (\\S+),");
    private static final Pattern READY = Pattern.compile("readinessProbe:\\s+httpGet: \\{ path: (\\S+),");
    private static final Pattern IMAGE =
            Pattern.compile("HEALTHCHECK [^\"]*\"http://127\\.0\\.0\\.1:[^}]*}(/[^\"]*)\"");
    private static final Path SCRAPING = Path.of("config/container/prometheus.yml");
    private static final Pattern SCRAPED = Pattern.compile("metrics_path: (\\S+)");
    private static final Pattern SHOWN = Pattern.compile("\\bcredentials: (\\S+)");
    private static final Pattern WANTED = Pattern.compile("NFS2S3_HTTP_VIEW_TOKEN: (\\S+)");
    private static final String TOKEN = "nfs2s3-on-this-host";

    private final Dashboard dashboard = TestDashboards.of(
            () -> {
                throw new IllegalStateException("the database is down");
            },
            ReportJson::write,
            Exposition.NOTHING_WAS,
            TestDashboards.IDLE,
            LiveFeed.Limits.USUAL,
            TOKEN);

    @AfterEach
    void close() {
        dashboard.close();
    }

    private static List<String> paths(Path file, Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private int status(String path, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(dashboard.address()).resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    @Test
    void a_pod_is_not_killed_for_an_outage_of_the_database() throws Exception {
        for (String path : paths(PODS, ALIVE)) {
            assertThat(status(path)).as(path).isEqualTo(200);
        }
        assertThat(paths(PODS, ALIVE)).hasSize(2);
    }

    @Test
    void a_pod_and_a_container_are_not_well_in_one() throws Exception {
        assertThat(paths(PODS, READY)).containsExactly("/health");
        assertThat(paths(Path.of("config/container/Dockerfile"), IMAGE)).containsExactly("/health");
        assertThat(status("/health")).isEqualTo(503);
        assertThat(status("/healthy")).isEqualTo(401);
    }

    @Test
    void what_prometheus_scrapes_is_there() throws Exception {
        assertThat(paths(SCRAPING, SCRAPED)).containsExactly("/metrics");
        assertThat(paths(SCRAPING, SHOWN)).containsExactly(TOKEN);
        assertThat(paths(Path.of("docker-compose.yml"), WANTED)).containsExactly(TOKEN);
        assertThat(status("/metrics", "Authorization", "Bearer " + TOKEN)).isEqualTo(200);
        assertThat(status("/metrics")).isEqualTo(401);
    }
}
