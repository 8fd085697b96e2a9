package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nfs2s3.app.Application;
import io.nfs2s3.app.ReportJson;
import io.nfs2s3.lab.devstack.EmbeddedStack;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.TestSite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processes of the database stand still: every request is answered with what was known before, and with its age. */
class FrozenDatabaseIT {
    private static final String PROBLEM = "the database (has not answered for \\d+ s|cannot be read: .+)";

    private static HttpResponse<String> get(Dashboard dashboard, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(dashboard.address() + path))
                                .build(),
                        BodyHandlers.ofString());
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

    @Test
    void no_request_waits_for_a_database_that_is_frozen(@TempDir Path directory) throws Exception {
        try (EmbeddedStack stack = EmbeddedStack.start(directory);
                TestSite site = TestSite.open(stack)) {
            Application application = site.application("database.socketTimeout = 10 m");
            application.catalog().register(List.of(MediaPath.of("images/1.jpg")));
            try (Dashboard dashboard = dashboard(application)) {
                await().until(() -> get(dashboard, "health").statusCode() == 200);
                await().until(() -> get(dashboard, "api/history/hour").statusCode() == 200);

                stack.databaseOutages().freeze();
                try {
                    await().until(() -> get(dashboard, "health").statusCode() == 503);

                    assertThat(get(dashboard, "health").body())
                            .as("a reading hangs, or was given up by the pool")
                            .matches(PROBLEM + "; figures are \\d+ s old");
                    assertThat(get(dashboard, "").statusCode()).isEqualTo(200);
                    assertThat(get(dashboard, "metrics").body())
                            .contains("nfs2s3_site_files{kind=\"image\",state=\"QUEUED\"} 1.0")
                            .contains("nfs2s3_dependency_up{dependency=\"database\"} 0.0");
                    JsonNode status = new ObjectMapper()
                            .readTree(get(dashboard, "api/status").body());
                    assertThat(status.at("/media/total").asLong()).isEqualTo(1);
                    assertThat(status.at("/ageSeconds").asLong()).isPositive();
                    assertThat(status.at("/problem").asText()).matches(PROBLEM);
                    assertThat(get(dashboard, "api/history/hour").statusCode())
                            .as("what was read before")
                            .isEqualTo(200);
                    assertThat(get(dashboard, "api/history/week").statusCode()).isEqualTo(503);
                    assertThat(firstEvent(dashboard)).contains("\"problem\":\"the database");
                    assertThat(threadsInTheDatabase())
                            .as("threads of the dashboard's own wait, and no request")
                            .isSubsetOf("nfs2s3-dashboard-figures", "nfs2s3-dashboard-plots");
                } finally {
                    stack.databaseOutages().thaw();
                }
                await().until(() -> get(dashboard, "health").statusCode() == 200);
            }
        }
    }

    private static String firstEvent(Dashboard dashboard) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(dashboard.address() + "api/live"))
                .build();
        try (Stream<String> lines =
                HttpClient.newHttpClient().send(request, BodyHandlers.ofLines()).body()) {
            return lines.filter(line -> line.startsWith("data: ")).findFirst().orElseThrow();
        }
    }

    private static List<String> threadsInTheDatabase() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("nfs2s3-dashboard")
                        && Stream.of(thread.getValue())
                                .anyMatch(frame -> frame.getClassName().startsWith("org.postgresql.")))
                .map(thread -> thread.getKey().getName())
                .toList();
    }
}
