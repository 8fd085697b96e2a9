package io.nfs2s3.origin;

import static io.nfs2s3.origin.ServedSite.header;
import static io.nfs2s3.origin.ServedSite.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.TestSite;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Both sides answer alike: the tests that are given a path run on one file in S3 and on one on NFS.
 *
 * <p>Past 300 lines, for what HTTP asks of an answer is one list, and one server is started for it.
 */
class OriginIT {
    private static final String S3 = "images/s3.jpg";
    private static final String NFS = "images/nfs.jpg";
    private static final String LARGE_S3 = "images/large-s3.jpg";
    private static final String LARGE_NFS = "images/large-nfs.jpg";
    private static final byte[] SMALL = jpeg(20_000);
    private static final byte[] LARGE = jpeg(7_000_001);

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static ServedSite origin;

    @BeforeAll
    static void open() {
        List.of(S3, NFS).forEach(path -> site.write(path, SMALL));
        List.of(LARGE_S3, LARGE_NFS).forEach(path -> site.write(path, LARGE));
        site.write("images/page.html", "<html><script>alert(1)</script></html>");
        ServedSite.migrate(site, List.of(S3, LARGE_S3));
        ServedSite.register(site, NFS);
        origin = site.closing(ServedSite.open(site, "origin.hot.requests = 3"));
    }

    private static byte[] jpeg(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        bytes[0] = (byte) 0xFF;
        bytes[1] = (byte) 0xD8;
        bytes[2] = (byte) 0xFF;
        return bytes;
    }

    @Test
    void a_file_comes_from_where_its_row_says() {
        assertThat(source(origin.get(S3))).isEqualTo("s3");
        assertThat(source(origin.get(NFS))).isEqualTo("nfs");
    }

    @ParameterizedTest
    @ValueSource(strings = {S3, NFS})
    void it_comes_whole_with_its_type(String path) {
        HttpResponse<byte[]> answer = origin.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SMALL);
        assertThat(header(answer, "Content-Type")).isEqualTo("image/jpeg");
        assertThat(header(answer, "Content-Length")).isEqualTo("20000");
        assertThat(header(answer, "Content-Disposition")).isEqualTo("inline");
        assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(answer, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(answer, "ETag")).matches("\"[^\"]+\"");
        assertThat(HttpDates.parse(header(answer, "Last-Modified"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {LARGE_S3, LARGE_NFS})
    void a_large_one_comes_whole(String path) {
        HttpResponse<byte[]> answer = origin.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Arrays.equals(answer.body(), LARGE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {S3, NFS})
    void head_gives_the_headers_of_get(String path) {
        HttpResponse<byte[]> head = origin.send("HEAD", path);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("Content-Length", "Content-Type", "ETag", "Last-Modified", "Cache-Control")) {
            assertThat(header(head, name)).as(name).isNotEmpty().isEqualTo(header(origin.get(path), name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {LARGE_S3, LARGE_NFS})
    void a_range_gives_these_bytes(String path) {
        for (int[] range :
                new int[][] {{0, 0}, {10, 19}, {65_530, 65_545}, {300_000, 900_000}, {7_000_000, 7_000_000}}) {
            HttpResponse<byte[]> answer = origin.get(path, "Range", "bytes=" + range[0] + "-" + range[1]);

            assertThat(answer.statusCode()).isEqualTo(206);
            assertThat(header(answer, "Content-Range"))
                    .isEqualTo("bytes " + range[0] + "-" + range[1] + "/" + LARGE.length);
            assertThat(Arrays.equals(answer.body(), Arrays.copyOfRange(LARGE, range[0], range[1] + 1)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {S3, NFS})
    void ranges_without_an_end_or_a_beginning_do_too(String path) {
        assertThat(origin.get(path, "Range", "bytes=19990-").body())
                .isEqualTo(Arrays.copyOfRange(SMALL, 19_990, 20_000));
        assertThat(origin.get(path, "Range", "bytes=-7").body()).isEqualTo(Arrays.copyOfRange(SMALL, 19_993, 20_000));
        assertThat(origin.get(path, "Range", "bytes=19990-99999").body())
                .isEqualTo(Arrays.copyOfRange(SMALL, 19_990, 20_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {S3, NFS})
    void a_range_behind_the_end_is_416_and_several_give_the_whole(String path) {
        assertThat(origin.get(path, "Range", "bytes=20000-").statusCode()).isEqualTo(416);
        assertThat(origin.get(path, "Range", "bytes=0-1,5-6").statusCode()).isEqualTo(200);
        assertThat(origin.get(path, "Range", "lines=0-1").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {S3, NFS})
    void a_good_copy_is_not_sent_again(String path) {
        HttpResponse<byte[]> first = origin.get(path);
        String etag = header(first, "ETag");
        String modified = header(first, "Last-Modified");

        for (String tags : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
            HttpResponse<byte[]> again = origin.get(path, "If-None-Match", tags);
            assertThat(again.statusCode()).as(tags).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(header(again, "ETag")).isEqualTo(etag);
        }
        assertThat(origin.get(path, "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
        assertThat(origin.get(path, "If-Modified-Since", modified).statusCode()).isEqualTo(304);
        assertThat(origin.get(path, "If-Modified-Since", "Sat, 29 Feb 2020 12:34:56 GMT")
                        .statusCode())
                .isEqualTo(200);
        assertThat(origin.send("HEAD", path, "If-None-Match", etag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void a_file_that_is_packed_in_s3_says_so() {
        String path = "images/packed.svgz";
        site.write(path, SMALL);
        ServedSite.migrate(site, List.of(path));
        put(path, request -> request.contentEncoding("gzip").contentLanguage("de"));

        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<byte[]> answer = origin.send(method, path);
            assertThat(answer.statusCode()).as(method).isEqualTo(200);
            assertThat(header(answer, "Content-Encoding")).as(method).isEqualTo("gzip");
            assertThat(header(answer, "Content-Language")).as(method).isEqualTo("de");
        }
        assertThat(origin.get(path).body()).as("as they are in S3").isEqualTo(SMALL);
        assertThat(origin.get(S3).headers().firstValue("Content-Encoding")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {S3, NFS})
    void a_range_of_another_state_gives_the_whole(String path) {
        String etag = header(origin.get(path), "ETag");

        assertThat(origin.get(path, "Range", "bytes=0-9", "If-Range", etag).statusCode())
                .isEqualTo(206);
        HttpResponse<byte[]> other = origin.get(path, "Range", "bytes=0-9", "If-Range", "\"other\"");
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(other.body()).isEqualTo(SMALL);
        assertThat(origin.get(path, "Range", "bytes=0-9", "If-Range", "W/" + etag)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {S3, NFS})
    void a_range_of_another_date_gives_the_whole(String path) {
        Instant modified =
                HttpDates.parse(header(origin.get(path), "Last-Modified")).orElseThrow();

        for (Instant other : List.of(modified.minusSeconds(1), modified.plusSeconds(1))) {
            HttpResponse<byte[]> whole = rangeOf(path, other);
            assertThat(whole.statusCode())
                    .as("%s instead of %s", other, modified)
                    .isEqualTo(200);
            assertThat(whole.body()).isEqualTo(SMALL);
        }
        assertThat(origin.get(
                                path,
                                "Range",
                                "bytes=" + SMALL.length + "-",
                                "If-Range",
                                HttpDates.format(modified.plusSeconds(1)))
                        .statusCode())
                .as("of a state that was longer")
                .isEqualTo(200);
        assertThat(rangeOf(path, modified).statusCode()).isEqualTo(206);
    }

    private static HttpResponse<byte[]> rangeOf(String path, Instant modified) {
        return origin.get(path, "Range", "bytes=0-9", "If-Range", HttpDates.format(modified));
    }

    @Test
    void only_a_url_that_names_the_key_may_be_kept_for_ever() {
        assertThat(header(origin.get(S3), "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(header(origin.get(NFS), "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(header(origin.get(".nfs2s3/key/" + S3), "Cache-Control")).contains("immutable");
    }

    @Test
    void the_key_of_a_generation_that_was_replaced_gives_the_file_of_now() {
        HttpResponse<byte[]> answer = origin.get(".nfs2s3/key/images/s3~g9.jpg");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(SMALL);
        assertThat(header(answer, "Cache-Control")).isEqualTo("public, max-age=60");
    }

    @Test
    void what_a_browser_would_run_is_an_attachment() {
        HttpResponse<byte[]> page = origin.get("images/page.html");

        assertThat(header(page, "Content-Type")).startsWith("text/html");
        assertThat(header(page, "Content-Disposition")).isEqualTo("attachment");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "Image/SVG+XML; charset=utf-8"})
    void what_a_browser_would_run_is_an_attachment_also_where_its_object_does_not_say_so(String type) {
        String path = "images/adopted-" + type.substring(0, 4);
        site.write(path, SMALL);
        ServedSite.migrate(site, List.of(path));
        put(path, request -> request.contentType(type)); // as aws s3 sync does

        for (String method : List.of("GET", "HEAD")) {
            HttpResponse<byte[]> answer = origin.send(method, path);
            assertThat(source(answer)).isEqualTo("s3");
            assertThat(header(answer, "Content-Type")).isEqualToIgnoringCase(type);
            assertThat(header(answer, "Content-Disposition")).as(method).isEqualTo("attachment");
        }
        put(path, request -> request.contentType(type).contentDisposition("inline"));
        assertThat(header(origin.get(path), "Content-Disposition"))
                .as("somebody decided so")
                .isEqualTo("inline");
        put(path, request -> request.contentType("image/jpeg"));
        assertThat(header(origin.get(path), "Content-Disposition")).isEmpty();
    }

    private static void put(String path, Consumer<PutObjectRequest.Builder> headers) {
        site.s3()
                .putObject(
                        request -> headers.accept(request.bucket(site.bucket()).key(site.keyOf(path))),
                        RequestBody.fromBytes(SMALL));
    }

    @Test
    void a_file_that_is_asked_for_often_is_marked() {
        site.write("images/hot.jpg", SMALL);

        assertThat(header(origin.get("images/hot.jpg"), "X-Nfs2s3-Hot")).isEmpty();
        assertThat(header(origin.get("images/hot.jpg"), "X-Nfs2s3-Hot")).isEmpty();
        assertThat(header(origin.get("images/hot.jpg"), "X-Nfs2s3-Hot")).isEqualTo("1");
    }

    @Test
    void other_methods_are_405() {
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            HttpResponse<byte[]> answer = origin.send(method, S3);
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
        }
    }

    @Test
    void the_query_is_not_part_of_the_name() {
        assertThat(origin.get(S3 + "?v=2").body()).isEqualTo(SMALL);
    }

    @Test
    void it_counts() {
        double before = origin.metric("nfs2s3_origin_bytes_total{source=\"nfs\"}");
        origin.get(NFS);

        assertThat(origin.metric("nfs2s3_origin_bytes_total{source=\"nfs\"}")).isEqualTo(before + SMALL.length);
        assertThat(origin.metric("nfs2s3_origin_requests_total{source=\"nfs\",status=\"200\"}"))
                .isPositive();
        assertThat(origin.metric("nfs2s3_origin_breaker{state=\"closed\"}")).isEqualTo(1);
        assertThat(origin.metric("nfs2s3_origin_connections")).isPositive();
        assertThat(origin.get(".nfs2s3/health").statusCode()).isEqualTo(200);
    }
}
