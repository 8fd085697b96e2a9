package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.app.Application;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Copies;
import io.nfs2s3.testing.Edge;
import io.nfs2s3.testing.Programs;
import io.nfs2s3.testing.SqlPages;
import io.nfs2s3.testing.TestSite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the name of a file, its URL gives its bytes. */
class NastyNamesIT {
    private static final List<String> PATHS = NastyNames.list(500);

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final Edge edge = site.closing(Edge.open());
    private static Map<String, String> urls;

    @BeforeAll
    static void open() {
        Application application = site.application(edge.setting(), "resolve.cdnChoice = stable");
        application.sqlUrls().write();
        Copies.migrate(application.catalog(), PATHS.stream().map(MediaPath::of).toList());
        PATHS.forEach(path -> edge.put(site.keyOf(path), bytes(path)));
        urls = application.resolver().urls(PATHS);
    }

    private static byte[] bytes(String path) {
        return ("the bytes of " + path).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void java_fetches_each() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (String path : PATHS) {
            HttpResponse<byte[]> got = client.send(
                    HttpRequest.newBuilder(URI.create(urls.get(path))).build(), BodyHandlers.ofByteArray());

            assertThat(got.statusCode()).as(urls.get(path)).isEqualTo(200);
            assertThat(got.body()).as(urls.get(path)).isEqualTo(bytes(path));
        }
    }

    @Test
    void curl_fetches_each(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(Programs.isOnPath("curl"), "curl is not on the PATH");
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < PATHS.size(); i++) {
            lines.add("url = \"" + urls.get(PATHS.get(i)) + "\"");
            lines.add("output = \"" + directory.resolve(String.valueOf(i)) + "\"");
        }
        Path config = Files.write(directory.resolve("urls"), lines);

        // As a browser takes it: curl would expand brackets, which no URL of ours has.
        Process curl = new ProcessBuilder(
                        "curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "-K", config.toString())
                .inheritIO()
                .start();

        assertThat(curl.waitFor()).isZero();
        for (int i = 0; i < PATHS.size(); i++) {
            assertThat(directory.resolve(String.valueOf(i))).as(PATHS.get(i)).hasBinaryContent(bytes(PATHS.get(i)));
        }
    }

    @Test
    void sql_gives_the_same_urls() {
        assertThat(PATHS)
                .allSatisfy(path -> assertThat(SqlPages.url(site, path)).isEqualTo(urls.get(path)));
        assertThat(SqlPages.urls(site, PATHS)).containsExactlyElementsOf(urls.values());
    }
}
