package io.nfs2s3.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The figures as server-sent events: they come, and whoever does not take them costs the others nothing. */
@Order(1) // waits for most of its time: beside it the others go on
class LiveFeedTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SOON = Duration.ofMillis(50);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Dashboard dashboard(LiveFeed.Limits limits, String json) {
        return TestDashboards.of(
                () -> Objects.requireNonNull(Exposition.look().report()),
                (report, age, problem) -> json,
                Exposition.NOTHING_WAS,
                TestDashboards.IDLE,
                limits);
    }

    private static HttpRequest.Builder live(Dashboard dashboard) {
        return HttpRequest.newBuilder(URI.create(dashboard.address() + "api/live"));
    }

    @Test
    void the_figures_come_again_and_again() throws Exception {
        try (Dashboard dashboard = dashboard(new LiveFeed.Limits(2, SOON, LONG, LONG), "{\"x\":1}")) {
            await().until(() -> TestDashboards.status(dashboard, "health") == 200);
            HttpResponse<Stream<String>> response = CLIENT.send(live(dashboard).build(), BodyHandlers.ofLines());

            assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
            assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
            try (Stream<String> lines = response.body()) {
                assertThat(lines.limit(7))
                        .containsExactly(
                                "retry: 2000",
                                "event: status",
                                "data: {\"x\":1}",
                                "",
                                "event: status",
                                "data: {\"x\":1}",
                                "");
            }
            await().until(() -> dashboard.viewers() == 0);
        }
    }

    @Test
    void a_stream_ends_after_its_time_and_with_the_daemon() throws Exception {
        Dashboard dashboard = dashboard(new LiveFeed.Limits(2, SOON, LONG, Duration.ofMillis(300)), "{}");
        try (Stream<String> lines =
                CLIENT.send(live(dashboard).build(), BodyHandlers.ofLines()).body()) {
            assertThat(lines).contains("event: status");
        }
        assertThat(dashboard.viewers()).isZero();
        dashboard.close();

        Dashboard closed = dashboard(new LiveFeed.Limits(2, SOON, LONG, LONG), "{}");
        CompletableFuture<Long> seen = CLIENT.sendAsync(live(closed).build(), BodyHandlers.ofLines())
                .thenApply(response -> response.body().count());
        await().until(() -> closed.viewers() == 1);
        closed.close();
        assertThat(seen.join()).isPositive();
    }

    @Test
    void while_there_are_no_figures_the_stream_says_why() throws Exception {
        try (Dashboard dashboard = TestDashboards.of(
                () -> {
                    throw new IllegalStateException("it is down\nand out");
                },
                (report, age, problem) -> "{}",
                Exposition.NOTHING_WAS)) {
            List<String> said = new ArrayList<>();
            try (Stream<String> lines =
                    CLIENT.send(live(dashboard).build(), BodyHandlers.ofLines()).body()) {
                assertThat(lines.peek(said::add).anyMatch(line -> line.contains("is down")))
                        .isTrue();
            }
            assertThat(said).contains("event: trouble").doesNotContain("event: status");
        }
    }

    private static List<String> firstEvent(Dashboard dashboard) throws Exception {
        try (Stream<String> lines =
                CLIENT.send(live(dashboard).build(), BodyHandlers.ofLines()).body()) {
            return lines.limit(4).toList();
        }
    }

    @Test
    void a_page_of_another_site_is_refused_and_so_are_more_viewers_than_there_are_seats() throws Exception {
        try (Dashboard dashboard = dashboard(new LiveFeed.Limits(1, SOON, LONG, LONG), "{}")) {
            assertThat(CLIENT.send(
                                    live(dashboard)
                                            .header("Origin", "https://www.example.com")
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(403);
            try (Stream<String> first =
                    CLIENT.send(live(dashboard).build(), BodyHandlers.ofLines()).body()) {
                assertThat(TestDashboards.status(dashboard, "api/live")).isEqualTo(503);
                assertThat(first.limit(2)).isNotEmpty();
            }
            await().until(() -> dashboard.viewers() == 0);
            assertThat(firstEvent(dashboard)).isNotEmpty();
        }
    }

    /** Eight megabytes each: more than the buffers of the connection take. */
    @Test
    void viewers_that_take_nothing_are_cut_off_and_everybody_else_is_answered() throws Exception {
        LiveFeed.Limits limits = new LiveFeed.Limits(32, SOON, Duration.ofSeconds(1), LONG);
        List<Socket> stalled = new ArrayList<>();
        try (Dashboard dashboard = dashboard(limits, "{\"x\":\"" + "x".repeat(8_000_000) + "\"}")) {
            await().until(() -> TestDashboards.status(dashboard, "health") == 200);
            URI address = URI.create(dashboard.address());
            for (int i = 0; i < 200; i++) {
                stalled.add(stalled(address));
            }

            for (int i = 0; i < 50; i++) {
                assertThat(TestDashboards.status(dashboard, "health")).isEqualTo(200);
            }
            await().until(() -> dashboard.viewers() == 0);
            assertThat(TestDashboards.status(dashboard, "")).isEqualTo(200);
        } finally {
            for (Socket socket : stalled) {
                socket.close();
            }
        }
    }

    private static Socket stalled(URI address) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort());
        socket.getOutputStream().write("GET /api/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
