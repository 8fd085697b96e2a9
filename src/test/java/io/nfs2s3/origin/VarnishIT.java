package io.nfs2s3.origin;

import static io.nfs2s3.origin.ServedSite.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.TestSite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code config/varnish/default.vcl} in a real Varnish, where there is one. */
class VarnishIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    private final TestSite site = TestSite.open();

    private ServedSite origin;
    private Varnish varnish;

    @BeforeEach
    void open() {
        Varnish.missing().ifPresent(missing -> Assumptions.abort("skipped: " + missing));
        origin = site.closing(ServedSite.open(site, "origin.maxAge = 1 s", "origin.hot.requests = 2"));
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
