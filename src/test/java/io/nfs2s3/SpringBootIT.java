package io.nfs2s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import io.nfs2s3.app.Application;
import io.nfs2s3.testing.Directories;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.SiteClassPaths;
import io.nfs2s3.testing.SiteSources;
import io.nfs2s3.testing.TestSite;
import io.nfs2s3.worker.MigrationWorker;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The Spring Boot application of the documents, compiled and run on what Maven gives it for its one dependency on us. */
@Order(2) // takes long: beside it the others go on
class SpringBootIT {
    private static final Path EXAMPLE = Path.of("docs/example/spring-boot");
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final byte[] PHOTO = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 1, 2, 3};
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @TempDir
    private static Path directory;

    private static URI address = URI.create("http://127.0.0.1/");

    @BeforeAll
    static void start() throws Exception {
        String libraries = libraries();
        Path program = Files.createDirectory(directory.resolve("program"));
        Directories.copy(EXAMPLE.resolve("src/main/resources"), program.resolve("resources"));
        SiteSources.compile(EXAMPLE.resolve("src/main/java"), libraries, program);
        JavaProcess process = JavaProcess.foreign(
                program + File.pathSeparator + program.resolve("resources") + File.pathSeparator + libraries,
                "site.SiteApplication",
                Map.of(
                        "MEDIA_DATABASEPASSWORD",
                        site.addresses().databasePassword(),
                        "AWS_ACCESS_KEY_ID",
                        site.addresses().accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                        site.addresses().secretAccessKey()),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--media.root=" + site.media(),
                "--media.database-url=" + site.databaseUrl(),
                "--media.database-user=" + site.addresses().databaseUser(),
                "--media.region=" + site.addresses().region(),
                "--media.uploads-queue=" + site.bucket() + "-uploads",
                "--media.sqs-endpoint=" + site.sqsEndpoint(),
                "--media.remembered=0s");
        site.closing(process::kill);
        address = URI.create("http://127.0.0.1:" + process.printed(PORT) + "/");
    }

    private static String libraries() throws InterruptedException {
        try {
            return SiteClassPaths.joined(
                    SiteClassPaths.ofPom(Files.createDirectory(directory.resolve("site")), EXAMPLE.resolve("pom.xml")));
        } catch (IOException e) {
            return abort("the libraries of Spring Boot cannot be resolved here: " + e.getMessage());
        }
    }

    @Test
    void a_photo_is_shown_from_nfs_and_once_it_is_migrated_from_the_cdn() throws Exception {
        // A site that has just started beside ten suites may refuse the first one, and have it asked for again.
        HttpResponse<String> uploaded =
                await().atMost(Duration.ofMinutes(1)).until(SpringBootIT::upload, answer -> answer.statusCode() == 201);
        String page = uploaded.headers().firstValue("Location").orElseThrow();
        String path = "images/" + page.substring(page.lastIndexOf('/') + 1) + ".jpg";
        assertThat(site.media().resolve(path)).hasBinaryContent(PHOTO);
        assertThat(shown(page)).isEqualTo("https://www.example.com/media/" + path);

        Application application = site.application();
        application.drainer().drain(); // if SQS was slower than the hook waits
        try (MigrationWorker worker = application.worker()) {
            worker.runUntilEmpty();
        }

        String key = site.keyOf(path);
        assertThat(shown(page)).matches("https://cdn[12]\\.example\\.com/" + Pattern.quote(key));
        assertThat(site.object(key)).isEqualTo(PHOTO);
    }

    private static HttpResponse<String> upload() throws IOException, InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(ascii("""
                --part
                Content-Disposition: form-data; name="photo"; filename="a.jpg"
                Content-Type: image/jpeg

                """));
        body.writeBytes(PHOTO);
        body.writeBytes(ascii("\n--part--\n"));
        return CLIENT.send(
                HttpRequest.newBuilder(address.resolve("/photos"))
                        .header("Content-Type", "multipart/form-data; boundary=part")
                        .POST(BodyPublishers.ofByteArray(body.toByteArray()))
                        .build(),
                BodyHandlers.ofString());
    }

    private static byte[] ascii(String text) {
        return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** The URL of the photo on its page. */
    private static String shown(String page) throws IOException, InterruptedException {
        HttpResponse<String> response =
                CLIENT.send(HttpRequest.newBuilder(address.resolve(page)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        Matcher image = Pattern.compile("<img src=\"([^\"]*)\"").matcher(response.body());
        assertThat(image.find()).as(response.body()).isTrue();
        return image.group(1);
    }
}
