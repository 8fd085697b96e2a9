package io.nfs2s3.origin;

import static io.nfs2s3.origin.ServedSite.header;
import static io.nfs2s3.origin.ServedSite.source;
import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What comes from S3, or from what answers in its place, and cannot be the object of the row. */
class OriginWrongAnswersIT {
    private static final String BOTH = "images/both.jpg";
    private static final String RETIRED = "images/retired.jpg";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeAll
    static void open() throws IOException {
        for (String path : List.of(BOTH, RETIRED)) {
            site.write(path, "the bytes of " + path);
        }
        ServedSite.migrate(site, List.of(BOTH, RETIRED));
        Files.delete(site.media().resolve(RETIRED));
    }

    private static void assertServedByNfs(ServedSite origin, String path) {
        HttpResponse<byte[]> answer = origin.get(path);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo("the bytes of " + path);
        assertThat(source(answer)).isEqualTo("nfs");
    }

    /** What stands in the place of a store, and is broken, may answer anything. */
    private static final Map<String, S3Mishap> OF_ANOTHER = Map.of(
            "a page", new S3Mishap.Answered(200, Map.of("Content-Type", "text/html"), "<h1>It works!</h1>"),
            "a page with an ETag", new S3Mishap.Answered(200, Map.of("ETag", "\"page\""), "<h1>It works!</h1>"),
            "a page in chunks",
                    new S3Mishap.Answered(200, Map.of("Transfer-Encoding", "chunked"), "<h1>It works!</h1>"),
            "nothing", new S3Mishap.Answered(200, Map.of("ETag", "\"none\""), ""),
            "no content", new S3Mishap.Answered(204, Map.of("ETag", "\"none\""), ""),
            "not modified", new S3Mishap.Answered(304, Map.of(), ""),
            "a part", new S3Mishap.Answered(206, Map.of("ETag", "\"x\"", "Content-Range", "bytes 0-2/28"), "the"),
            "a condition", new S3Mishap.Answered(412, Map.of(), ""),
            "a range", new S3Mishap.Answered(416, Map.of(), ""),
            "not found", new S3Mishap.Answered(404, Map.of("Content-Type", "text/html"), "<h1>404</h1>"));

    @ParameterizedTest
    @MethodSource("ofAnother")
    void what_answers_in_the_place_of_s3_is_not_passed_on(String name) {
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                ServedSite origin = ServedSite.open(site, "s3.endpoint = \"" + s3.endpoint() + "\"")) {
            s3.befall(request -> OF_ANOTHER.get(name));

            assertServedByNfs(origin, BOTH);
            HttpResponse<byte[]> part = origin.get(BOTH, "Range", "bytes=4-8");
            assertThat(source(part)).isEqualTo("nfs");
            assertThat(part.body()).asString(StandardCharsets.UTF_8).isEqualTo("bytes");
            assertThat(origin.get(RETIRED).statusCode()).isEqualTo(503);
            assertThat(origin.send("HEAD", RETIRED).statusCode()).isEqualTo(503);
            assertThat(header(origin.get(RETIRED), "Cache-Control")).isEqualTo("no-store");
            assertThat(origin.metric("nfs2s3_origin_breaker{state=\"closed\"}")).isEqualTo(1);
        }
    }

    private static Stream<String> ofAnother() {
        return OF_ANOTHER.keySet().stream();
    }

    @Test
    void a_304_that_does_not_name_the_etag_is_looked_into() {
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                ServedSite origin = ServedSite.open(site, "s3.endpoint = \"" + s3.endpoint() + "\"")) {
            HttpResponse<byte[]> whole = origin.get(BOTH);
            Map<String, String> conditions = Map.of(
                    "\"other\"",
                    "If-None-Match",
                    "Thu, 01 Jan 2015 00:00:00 GMT",
                    "If-Modified-Since",
                    header(whole, "ETag"),
                    "If-None-Match",
                    header(whole, "Last-Modified"),
                    "If-Modified-Since");

            conditions.forEach((value, condition) -> {
                AtomicBoolean first = new AtomicBoolean(true);
                s3.befall(request ->
                        first.getAndSet(false) ? new S3Mishap.Answered(304, Map.of(), "") : new S3Mishap.Spared());

                HttpResponse<byte[]> answer = origin.get(BOTH, condition, value);

                boolean good = whole.headers().map().containsValue(List.of(value));
                assertThat(answer.statusCode()).as(value).isEqualTo(good ? 304 : 200);
                assertThat(answer.body()).hasSize(good ? 0 : whole.body().length);
                assertThat(source(answer)).isEqualTo("s3");
            });
        }
    }

    @Test
    void a_file_without_bytes_is_given_whole_whatever_range_is_wanted_of_it() {
        String path = "images/empty.jpg";
        site.write(path, "");
        ServedSite.migrate(site, List.of(path));
        try (ServedSite origin = ServedSite.open(site)) {
            for (String range : List.of("bytes=0-9", "bytes=-5")) {
                HttpResponse<byte[]> answer = origin.get(path, "Range", range);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEmpty();
                assertThat(source(answer)).isEqualTo("s3");
            }
        }
    }

    @Test
    void an_object_that_somebody_made_longer_is_not_that_of_its_row() {
        String path = "images/longer.jpg";
        site.write(path, "the bytes of " + path);
        ServedSite.migrate(site, List.of(path));
        site.s3()
                .putObject(
                        request -> request.bucket(site.bucket()).key(site.keyOf(path)),
                        RequestBody.fromString("other bytes, and more of them"));
        try (ServedSite origin = ServedSite.open(site)) {
            assertServedByNfs(origin, path);
            assertThat(source(origin.send("HEAD", path))).isEqualTo("nfs");
            assertThat(origin.metric("nfs2s3_origin_fallbacks_total{reason=\"wrong\"}"))
                    .isEqualTo(2);
            assertThat(source(origin.get(BOTH))).isEqualTo("s3");
        }
    }
}
