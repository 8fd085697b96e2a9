package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.app.ReportJson;
import io.nfs2s3.testing.DrippingClients;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What clients and the database may take of the dashboard: no request of another one. */
@Order(1) // waits for most of its time: beside it the others go on
class DashboardBoundsTest {
    private final CountDownLatch end = new CountDownLatch(1);

    private Dashboard hanging(Duration idle) {
        return TestDashboards.of(
                () -> {
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new IllegalStateException("it is over");
                },
                ReportJson::write,
                Exposition.NOTHING_WAS,
                idle,
                LiveFeed.Limits.USUAL);
    }

    @Test
    void while_the_database_hangs_everything_is_answered() throws Exception {
        try (Dashboard dashboard = hanging(Duration.ofSeconds(30))) {
            for (int i = 0; i < 100; i++) { // more than it has threads
                assertThat(TestDashboards.status(dashboard, "")).isEqualTo(200);
                assertThat(TestDashboards.status(dashboard, "health")).isEqualTo(503);
            }
            assertThat(TestDashboards.status(dashboard, "metrics")).isEqualTo(200);
            assertThat(TestDashboards.status(dashboard, "api/status")).isEqualTo(503);
        } finally {
            end.countDown();
        }
    }

    @Test
    void clients_that_never_finish_a_request_are_cut_off() throws Exception {
        try (Dashboard dashboard = hanging(Duration.ofSeconds(1));
                DrippingClients slow = DrippingClients.of(URI.create(dashboard.address()), 200)) {
            assertThat(TestDashboards.status(dashboard, "")).isEqualTo(200);
            await().until(() -> slow.left() == 0);
        } finally {
            end.countDown();
        }
    }

    @Test
    void a_client_that_asks_again_and_again_is_not() {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        try (Dashboard dashboard = hanging(Duration.ofSeconds(2))) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(dashboard.address())).build();
            await().during(Duration.ofSeconds(5))
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> client.send(request, BodyHandlers.discarding()).statusCode() == 200);
        } finally {
            end.countDown();
        }
    }
}
