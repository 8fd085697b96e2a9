package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nfs2s3.catalog.RecordedCopies;
import io.nfs2s3.doctor.CheckCategory;
import io.nfs2s3.doctor.CheckCode;
import io.nfs2s3.doctor.Finding;
import io.nfs2s3.doctor.Finding.Level;
import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.ObjectKey;
import io.nfs2s3.media.StoredCopy;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A CDN that gives readers something else than the object: {@code doctor} asks it as a browser does, and says so. */
class DoctorCdnIT {
    private static final MediaPath PATH = MediaPath.of("images/a b.jpg");
    private static final byte[] BYTES = "an image".getBytes(StandardCharsets.UTF_8);
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Application application = site.application();

    private static HttpServer cdn;

    /** What it has, by the path of the URL. */
    private static final Map<String, byte[]> objects = new ConcurrentHashMap<>();

    private static volatile String cacheControl = FOR_EVER;
    private static volatile int forMissing = 403;

    @BeforeAll
    static void open() throws IOException {
        cdn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        cdn.createContext("/", DoctorCdnIT::answer);
        cdn.start();
        site.closing(() -> cdn.stop(0));
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] object = objects.get(exchange.getRequestURI().getPath());
            exchange.getResponseHeaders().set("Cache-Control", cacheControl);
            if (object == null || exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(object == null ? forMissing : 200, -1);
            } else {
                exchange.sendResponseHeaders(200, object.length);
                exchange.getResponseBody().write(object);
            }
        }
    }

    @BeforeEach
    void migrate() {
        site.clearTables();
        objects.put("/images/a b.jpg", BYTES);
        cacheControl = FOR_EVER;
        forMissing = 403;
        application.catalog().register(List.of(PATH));
        Copies.flip(application.catalog(), "w1", List.of(copy(PATH, BYTES.length)));
    }

    private static List<Finding> findings(String... hosts) {
        return findingsWith("", hosts);
    }

    private static List<Finding> findingsWith(String setting, String... hosts) {
        return SomeChecks.examine(
                site.settings(
                        "resolve { cdnScheme = http, cdnHosts = [\"" + String.join("\", \"", hosts) + "\"] }", setting),
                code -> code.category() == CheckCategory.CDN);
    }

    private static String host() {
        return "127.0.0.1:" + cdn.getAddress().getPort();
    }

    /** The one that is neither well nor left out. */
    private static Finding trouble(String... hosts) {
        List<Finding> trouble =
                findings(hosts).stream().filter(Finding::isTrouble).toList();
        assertThat(trouble).hasSize(1);
        return trouble.get(0);
    }

    @Test
    void one_that_gives_what_it_should_is_well() {
        assertThat(findings(host())).hasSize(4).allMatch(finding -> finding.level() == Level.OK);
    }

    @Test
    void one_object_of_each_kind_with_a_key_is_read_for_the_cdn_may_not_decrypt_it() {
        String key = "kinds.other.kmsKey = \"alias/films\"";
        MediaPath film = MediaPath.of("videos/a.mp4");
        application.catalog().register(List.of(film));
        Copies.flip(application.catalog(), "w1", List.of(copy(film, BYTES.length)));

        assertThat(findings(host())).allMatch(finding -> finding.level() == Level.OK);
        assertThat(findingsWith(
                        "kinds.video { prefix = \"videos/\", migrate = true, kmsKey = \"alias/films\" }", host()))
                .filteredOn(Finding::isTrouble)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo(CheckCode.CDN_READ);
                    assertThat(finding.detail()).contains("it answered 403; asked for videos/a.mp4");
                    assertThat(finding.remedy()).contains("decrypt");
                });
        assertThat(findingsWith(key, host())).as("of another kind").allMatch(finding -> finding.level() == Level.OK);
    }

    @Test
    void before_a_file_is_migrated_nobody_is_asked() {
        site.clearTables();

        assertThat(findings("127.0.0.1:1")).hasSize(4).allMatch(finding -> finding.level() == Level.OK);
    }

    /** So many that a page of rows has no other. */
    @Test
    void large_files_that_come_first_are_passed_over() {
        List<MediaPath> large = IntStream.rangeClosed(0, RecordedCopies.PAGE)
                .mapToObj(i -> MediaPath.of("images/" + i + ".mov"))
                .toList();
        application.catalog().register(large);
        Copies.flip(
                application.catalog(),
                "w1",
                large.stream().map(path -> copy(path, 5L * 1024 * 1024)).toList());

        assertThat(findings(host()))
                .filteredOn(finding -> finding.code() == CheckCode.CDN_READ)
                .extracting(Finding::detail)
                .containsExactly("was read from every host: images/a b.jpg");
    }

    private static StoredCopy copy(MediaPath path, long size) {
        return new StoredCopy(
                new FileVersion(path, 1),
                ObjectKey.of("", path, 1),
                size,
                Copies.MODIFIED,
                Checksum.crc32c(ByteBuffer.wrap(BYTES)),
                "\"etag\"",
                null);
    }

    @Test
    void a_host_that_gives_other_bytes_or_none_or_cannot_be_reached_is_broken() {
        objects.put("/images/a b.jpg", "another!".getBytes(StandardCharsets.UTF_8));
        assertThat(trouble(host()).code()).isEqualTo(CheckCode.CDN_READ);
        assertThat(trouble(host()).text()).contains(host() + ": it gave bytes with CRC32C:");

        objects.clear();
        assertThat(trouble(host()).level()).isEqualTo(Level.BROKEN);
        assertThat(trouble(host()).text()).contains(host() + ": it answered 403", "docs/urls.md");
        assertThat(trouble("127.0.0.1:1").text()).contains("127.0.0.1:1: it could not be read");
    }

    @Test
    void objects_that_browsers_may_not_keep_are_a_warning() {
        cacheControl = "no-cache";

        assertThat(trouble(host()).code()).isEqualTo(CheckCode.CDN_CACHE);
        assertThat(trouble(host()).text()).contains("Cache-Control: no-cache", "docs/adopt.md");
    }

    @Test
    void an_answer_of_200_for_what_is_not_there_is_a_warning() {
        forMissing = 200;

        assertThat(trouble(host()).code()).isEqualTo(CheckCode.CDN_MISSING);
        assertThat(trouble(host()).text()).contains("answers 200", "custom error response");
    }
}
