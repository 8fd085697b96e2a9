package io.nfs2s3.origin;

import static io.nfs2s3.origin.ServedSite.header;
import static io.nfs2s3.origin.ServedSite.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.lab.devstack.TcpProxy;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.testing.Together;
import io.nfs2s3.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S3, the database or the mount is away: what the other side has is served. */
class OriginOutageIT {
    private static final int FILES = 20;
    private static final int READERS = 4;
    private static final List<String> PATHS =
            IntStream.range(0, FILES).mapToObj(i -> "images/" + i + ".jpg").toList();
    private static final String RETIRED = "images/retired.jpg";
    private static final String LARGE = "images/large.jpg";
    private static final int LARGE_BYTES = 1_000_000;
    /** Enough to have S3 left alone, if each of them were an outage. */
    private static final int CALLS = 6;

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeAll
    static void open() throws IOException {
        PATHS.forEach(path -> site.write(path, "the bytes of " + path));
        site.write(RETIRED, "only in S3");
        ServedSite.migrate(site, PATHS);
        site.write(LARGE, new byte[LARGE_BYTES]);
        ServedSite.migrate(site, List.of(RETIRED, LARGE));
        Files.delete(site.media().resolve(RETIRED));
    }

    /** @return from where */
    private static String assertServed(ServedSite origin, String path) {
        HttpResponse<byte[]> answer = origin.get(path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("the bytes of " + path);
        return source(answer);
    }

    @Test
    void while_s3_goes_and_comes_back_no_reader_sees_an_error() {
        try (TcpProxy s3 = Wire.toS3(site);
                ServedSite origin = ServedSite.open(site, Wire.s3Setting(s3), "origin.retryS3After = 100 ms")) {
            AtomicBoolean done = new AtomicBoolean();
            List<String> last = new CopyOnWriteArrayList<>(Collections.nCopies(READERS, "none"));
            Together.run(READERS + 1, number -> () -> {
                if (number == READERS) {
                    try {
                        awaitAll(last, "s3");
                        s3.refuse();
                        awaitAll(last, "nfs");
                        s3.accept();
                        awaitAll(last, "s3");
                    } finally {
                        done.set(true);
                    }
                }
                for (int i = number; !done.get(); i++) {
                    last.set(number, assertServed(origin, PATHS.get(i % FILES)));
                }
                return number;
            });

            assertThat(origin.metric("nfs2s3_origin_fallbacks_total{reason=\"down\"}"))
                    .isPositive();
        }
    }

    private static void awaitAll(List<String> last, String wanted) {
        await().until(() -> last.stream().allMatch(wanted::equals));
    }

    @Test
    void a_store_that_says_nothing_is_soon_left_alone() {
        try (TcpProxy s3 = Wire.toS3(site);
                ServedSite origin = ServedSite.open(
                        site, Wire.s3Setting(s3), "origin.s3Timeout = 200 ms", "origin.retryS3After = 10 m")) {
            s3.blackHole();

            await().until(() -> {
                assertServed(origin, PATHS.get(1));
                return origin.metric("nfs2s3_origin_breaker{state=\"open\"}") == 1;
            });

            s3.accept();
            assertServed(origin, PATHS.get(1));
            assertThat(source(origin.get(PATHS.get(1))))
                    .as("it is not asked any more")
                    .isEqualTo("nfs");
        }
    }

    @Test
    void a_file_that_only_s3_has_is_503_while_s3_is_away_and_not_404() {
        try (TcpProxy s3 = Wire.toS3(site);
                ServedSite origin = ServedSite.open(site, Wire.s3Setting(s3))) {
            assertThat(origin.get(RETIRED).body())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("only in S3");

            s3.refuse();

            HttpResponse<byte[]> answer = origin.get(RETIRED);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(header(answer, "Retry-After")).isNotEmpty();
            assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        }
    }

    @Test
    void one_object_that_is_refused_is_replaced_by_the_nfs_file_and_the_others_stay_those_of_s3() {
        String refused = PATHS.get(2);
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                ServedSite origin = ServedSite.open(site, "s3.endpoint = \"" + s3.endpoint() + "\"")) {
            s3.befall(request -> request.key().equals(site.keyOf(refused))
                    ? new S3Mishap.Refused(403, "InvalidObjectState")
                    : new S3Mishap.Spared());

            for (int i = 0; i < CALLS; i++) {
                assertThat(assertServed(origin, refused)).isEqualTo("nfs");
            }
            assertOthersAreThoseOfS3(origin);
            assertThat(origin.metric("nfs2s3_origin_fallbacks_total{reason=\"refused\"}"))
                    .isEqualTo(CALLS);
        }
    }

    @Test
    void a_refused_object_that_nfs_does_not_have_is_503_and_not_404() {
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                ServedSite origin = ServedSite.open(site, "s3.endpoint = \"" + s3.endpoint() + "\"")) {
            s3.befall(request -> new S3Mishap.Refused(403, "AccessDenied"));

            for (String method : List.of("GET", "HEAD")) {
                HttpResponse<byte[]> answer = origin.send(method, RETIRED);
                assertThat(answer.statusCode()).as(method).isEqualTo(503);
                assertThat(header(answer, "Retry-After")).isNotEmpty();
            }
            assertThat(origin.metric("nfs2s3_origin_fallbacks_total{reason=\"refused\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void an_object_that_breaks_off_never_looks_whole() {
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                ServedSite origin = ServedSite.open(site, "s3.endpoint = \"" + s3.endpoint() + "\"")) {
            s3.befall(request -> new S3Mishap.BodyCut(10));
            assertThat(assertServed(origin, PATHS.get(5)))
                    .as("the client has seen nothing of it")
                    .isEqualTo("nfs");

            s3.befall(request -> new S3Mishap.BodyCut(LARGE_BYTES / 2));
            assertThatThrownBy(() -> origin.get(LARGE)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void a_large_object_of_which_no_byte_comes_is_503_without_the_words_of_the_error() {
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                ServedSite origin =
                        ServedSite.open(site, "s3.endpoint = \"" + s3.endpoint() + "\"", "origin.writeTimeout = 1 s")) {
            s3.befall(request -> new S3Mishap.BodyCut(0));

            HttpResponse<byte[]> answer = origin.get(LARGE);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEmpty();
            assertThat(header(answer, "Retry-After")).isNotEmpty();
            assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
            assertThat(header(answer, "ETag")).isEmpty();
            assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-None-Match", "If-Range"})
    void no_header_of_a_client_has_s3_refuse_its_request(String header) {
        String large = "\"" + "x".repeat(9_000) + "\""; // S3 takes 8 KiB of headers, and so does S3Proxy
        try (ServedSite origin = ServedSite.open(site)) {
            for (int i = 0; i < CALLS; i++) {
                HttpResponse<byte[]> answer = origin.get(PATHS.get(3), header, large, "Range", "bytes=0-2");

                assertThat(source(answer)).isEqualTo("s3");
                assertThat(answer.statusCode()).isEqualTo(header.equals("If-Range") ? 200 : 206);
            }
            assertOthersAreThoseOfS3(origin);
        }
    }

    private static void assertOthersAreThoseOfS3(ServedSite origin) {
        assertThat(origin.metric("nfs2s3_origin_breaker{state=\"closed\"}")).isEqualTo(1);
        assertThat(assertServed(origin, PATHS.get(4))).isEqualTo("s3");
        assertThat(origin.get(RETIRED).statusCode()).isEqualTo(200);
    }

    @Test
    void an_object_that_is_gone_is_replaced_by_the_nfs_file() {
        String path = "images/gone.jpg";
        site.write(path, "the bytes of " + path);
        ServedSite.migrate(site, List.of(path));
        site.s3().deleteObject(request -> request.bucket(site.bucket()).key(site.keyOf(path)));
        try (ServedSite origin = ServedSite.open(site)) {
            assertServed(origin, path);
            assertThat(source(origin.get(path))).isEqualTo("nfs");
            assertThat(origin.metric("nfs2s3_origin_fallbacks_total{reason=\"gone\"}"))
                    .isEqualTo(2);
            assertThat(origin.metric("nfs2s3_origin_breaker{state=\"closed\"}")).isEqualTo(1);
        }
    }

    @Test
    void while_the_database_is_away_what_is_remembered_and_what_is_on_nfs_is_served() {
        site.write("images/unregistered.jpg", "the bytes of images/unregistered.jpg");
        try (TcpProxy database = Wire.toDatabase(site);
                ServedSite origin = ServedSite.open(site, Wire.databaseSetting(site, database))) {
            assertServed(origin, PATHS.get(0));

            database.refuse();

            assertThat(source(origin.get(PATHS.get(0)))).isEqualTo("s3");
            assertThat(source(origin.get(PATHS.get(1))))
                    .as("a guess, and a good one")
                    .isEqualTo("nfs");
            assertServed(origin, "images/unregistered.jpg");
            assertThat(origin.get(RETIRED).statusCode()).as("it may be in S3").isEqualTo(503);
        }
    }

    @Test
    void while_the_database_is_away_a_path_that_may_be_missing_is_503_and_not_guessed() {
        site.write("images/secret.jpg", "nobody registered it");
        try (TcpProxy database = Wire.toDatabase(site);
                ServedSite origin = ServedSite.open(
                        site,
                        Wire.databaseSetting(site, database),
                        "resolve { unregistered = missing, databaseDown = nfs, cacheUnregistered = 0 s }")) {
            assertServed(origin, PATHS.get(0));
            assertThat(origin.get("images/secret.jpg").statusCode()).isEqualTo(404);

            database.refuse();

            for (String path : List.of("images/secret.jpg", "images/never-asked.jpg", PATHS.get(1))) {
                HttpResponse<byte[]> answer = origin.get(path);
                assertThat(answer.statusCode()).as(path).isEqualTo(503);
                assertThat(header(answer, "Retry-After")).isNotEmpty();
            }
            assertServed(origin, PATHS.get(0));
        }
    }

    @Test
    void a_file_on_a_mount_that_is_gone_is_503_and_not_404() throws IOException {
        String path = "images/only-nfs.jpg";
        ServedSite.register(site, path);
        try (ServedSite origin = ServedSite.open(site)) {
            assertThat(origin.get(path).statusCode()).isEqualTo(404);

            Files.move(site.media().resolve(".nfs2s3-mounted"), site.media().resolve(".away"));
            try {
                assertThat(origin.get(path).statusCode()).isEqualTo(503);
                assertThat(source(origin.get(PATHS.get(0)))).isEqualTo("s3");
            } finally {
                Files.move(site.media().resolve(".away"), site.media().resolve(".nfs2s3-mounted"));
            }
        }
    }
}
