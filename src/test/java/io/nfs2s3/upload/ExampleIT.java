package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;

import example.UploadServer;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.testing.Queues;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example of the documents does what it says. */
class ExampleIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    private static final UploadHook hook = site.hook("upload.budget = 20 s");
    private static UploadServer server;

    @BeforeAll
    static void open() throws IOException {
        server = site.closing(
                new UploadServer(site.media(), hook, site.application().resolver()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        return CLIENT.send(
                request.uri(URI.create("http://127.0.0.1:" + server.port() + "/" + path))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void an_upload_is_on_nfs_and_in_the_queue_and_a_page_finds_it() throws Exception {
        HttpResponse<String> uploaded =
                send(HttpRequest.newBuilder().PUT(BodyPublishers.ofString("an image")), "images/ab/1%20.jpg");

        assertThat(uploaded.statusCode()).isEqualTo(201);
        assertThat(site.media().resolve("images/ab/1 .jpg")).hasContent("an image");
        assertThat(Queues.takeUploads(Queues.of(site, "uploads")))
                .containsExactly(new FileVersion(MediaPath.of("images/ab/1 .jpg"), 1));
        assertThat(send(HttpRequest.newBuilder().GET(), "images/ab/1%20.jpg")
                        .headers()
                        .firstValue("Location"))
                .hasValueSatisfying(url -> assertThat(url).endsWith("/images/ab/1%20.jpg"));
    }

    @Test
    void nothing_is_written_outside_of_the_source_root() throws Exception {
        assertThat(send(HttpRequest.newBuilder().PUT(BodyPublishers.ofString("x")), "images/%2e%2e/%2e%2e/evil.jpg")
                        .statusCode())
                .isEqualTo(400);
        assertThat(site.media().resolveSibling("evil.jpg")).doesNotExist();
    }
}
