package io.nfs2s3.origin;

import static io.nfs2s3.origin.ServedSite.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code config/varnish/default.vcl} in a real Varnish, where there is one. */
class VarnishIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration MAX_AGE = Duration.ofSeconds(1);
    /** How the configuration marks a request that is tried once more. */
    private static final String AGAIN = "X-Nfs2s3-Again";

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private ServedSite origin;
    private Varnish varnish;

    @BeforeEach
    void open() {
        Varnish.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        open(MAX_AGE);
    }

    private void open(Duration maxAge) {
        origin = site.closing(
                ServedSite.open(site, "origin.maxAge = " + maxAge.toSeconds() + " s", "origin.hot.requests = 2"));
        varnish = site.closing(Varnish.before(origin.address()));
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(varnish.address() + "/" + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static boolean isHit(HttpResponse<?> answer) {
        return header(answer, "X-Cache").equals("hit");
    }

    @Test
    void a_file_is_fetched_once_with_or_without_a_cookie_or_a_query() throws Exception {
        open(Duration.ofHours(1)); // no file is too old before it is asked for again
        site.write("images/1.jpg", "the bytes");

        assertThat(isHit(get("images/1.jpg"))).isFalse();
        assertThat(isHit(get("images/1.jpg", "Cookie", "session=1"))).isTrue();
        assertThat(isHit(get("images/1.jpg?v=2"))).isTrue();
        HttpResponse<String> range = get("images/1.jpg", "Range", "bytes=4-8");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo("bytes");
        assertThat(get("images/1.jpg", "If-None-Match", header(range, "ETag")).statusCode())
                .isEqualTo(304);
    }

    @Test
    void a_seek_in_a_large_file_reads_nothing_but_what_it_wants() throws Exception {
        String path = "audio/long.mp3";
        int size = 3 * Varnish.LARGE;
        site.write(path, "x".repeat(size - 3) + "end");
        String last = "bytes=" + (size - 3) + "-";

        assertThat(readBy("end", path, last)).as("before anybody had it").isEqualTo(3);
        assertThat(get(path).body()).hasSize(size);
        assertThat(readBy("end", path, last)).isEqualTo(3);
        assertThat(readBy("xx", path, "bytes=0-1")).isEqualTo(2);
        assertThat(get(path, "If-None-Match", header(get(path), "ETag")).statusCode())
                .isEqualTo(304);
    }

    /** @return how many bytes Varnish had of the origin for it */
    private double readBy(String expected, String path, String range) throws Exception {
        String bytes = "nfs2s3_origin_bytes_total{source=\"nfs\"}";
        double before = origin.metric(bytes);
        HttpResponse<String> answer = get(path, "Range", range);
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(expected);
        return origin.metric(bytes) - before;
    }

    @Test
    void a_hot_file_stays_longer() throws Exception {
        site.write("images/hot.jpg", "first");
        site.write("images/cold.jpg", "first");
        origin.get("images/hot.jpg");
        assertThat(get("images/hot.jpg").body()).isEqualTo("first");
        assertThat(get("images/cold.jpg").body()).isEqualTo("first");
        site.write("images/hot.jpg", "another");
        site.write("images/cold.jpg", "another");

        await().until(() -> get("images/cold.jpg").body().equals("another"));
        assertThat(get("images/hot.jpg").body()).isEqualTo("first");
    }

    @Test
    void the_first_answer_after_maxAge_and_a_short_grace_is_the_new_file() throws Exception {
        site.write("images/1.jpg", "first");
        site.write("images/2.jpg", "first");
        assertThat(get("images/1.jpg").body()).isEqualTo("first");
        assertThat(get("images/2.jpg").body()).isEqualTo("first");
        site.write("images/1.jpg", "another");
        Files.delete(site.media().resolve("images/2.jpg"));

        rest();

        assertThat(get("images/1.jpg", AGAIN, "1").body())
                .as("and no client has it otherwise")
                .isEqualTo("another");
        assertThat(get("images/2.jpg").statusCode()).isEqualTo(404);
    }

    @Test
    void what_it_has_is_served_while_the_origin_is_up_and_answers_503() throws Exception {
        Path mounted = site.media().resolve(".nfs2s3-mounted");
        Path away = site.media().resolve(".away");
        site.write("images/1.jpg", "first");
        assertThat(get("images/1.jpg").body()).isEqualTo("first");
        Files.delete(site.media().resolve("images/1.jpg"));
        Files.move(mounted, away);
        assertThat(origin.get("images/1.jpg").statusCode()).isEqualTo(503);

        rest();

        for (int i = 0; i < 3; i++) {
            assertThat(get("images/1.jpg").body()).isEqualTo("first");
        }
        HttpResponse<String> never = get("images/2.jpg");
        assertThat(never.statusCode()).isEqualTo(503);
        assertThat(header(never, "Cache-Control")).as("it is the origin's own").isEqualTo("no-store");

        site.write("images/1.jpg", "another");
        Files.move(away, mounted);
        await().until(() -> get("images/1.jpg").body().equals("another"));
    }

    /** Until what was fetched is too old. Nothing is asked for meanwhile, for that has Varnish fetch it anew. */
    private static void rest() throws InterruptedException {
        Thread.sleep(MAX_AGE.plus(Varnish.GRACE).plusMillis(500).toMillis());
    }

    @Test
    void what_it_has_is_served_while_the_origin_is_down() throws Exception {
        site.write("images/1.jpg", "the bytes");
        assertThat(get("images/1.jpg").statusCode()).isEqualTo(200);

        origin.close();

        // Fresh for a second; after that only its grace has it served.
        await().until(() -> {
            HttpResponse<String> answer = get("images/1.jpg");
            assertThat(answer.body()).isEqualTo("the bytes");
            return Integer.parseInt(header(answer, "Age")) >= 3;
        });
        assertThat(get("images/2.jpg").statusCode()).isEqualTo(503);
    }

    /** The answer to a request that no client of Java would send. */
    private String raw(String target, String host) throws IOException {
        try (Socket socket =
                new Socket(varnish.address().getHost(), varnish.address().getPort())) {
            socket.getOutputStream()
                    .write(("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void nor_are_pages_of_the_origin_to_be_had_by_the_form_that_a_proxy_is_asked_in() throws Exception {
        for (String target : List.of(
                "http://x/.nfs2s3/metrics",
                "https://x/.nfs2s3/metrics",
                "HTTPS://x/.nfs2s3/health",
                "?",
                "x:/.nfs2s3/metrics")) {
            assertThat(raw(target, "x")).as(target).startsWith("HTTP/1.1 40").doesNotContain("nfs2s3_origin");
        }
    }

    @Test
    void a_file_is_kept_once_whatever_the_host_is_called() throws Exception {
        open(Duration.ofHours(1));
        site.write("images/1.jpg", "the bytes");

        assertThat(raw("/images/1.jpg", "cdn1.example.com"))
                .contains("X-Cache: miss")
                .endsWith("the bytes");
        assertThat(raw("/images/1.jpg", "cdn2.example.com"))
                .contains("X-Cache: hit")
                .endsWith("the bytes");
    }

    @Test
    void only_files_are_to_be_had() throws Exception {
        site.write("images/1.jpg", "the bytes");

        assertThat(get(".nfs2s3/metrics").statusCode()).isEqualTo(404);
        assertThat(get(".nfs2s3/health").statusCode()).isEqualTo(404);
        assertThat(get(".nfs2s3/key/images/1.jpg").statusCode()).isEqualTo(200);
        assertThat(get("images/none.jpg").statusCode()).isEqualTo(404);
        assertThat(header(get("images/1.jpg"), "X-Nfs2s3-Hot")).isEmpty();
    }
}
