package io.nfs2s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nfs2s3.resolve.MediaUrlResolverBuilder;
import io.nfs2s3.upload.Enqueued;
import io.nfs2s3.upload.UploadHookBuilder;
import io.nfs2s3.upload.UploadNotAcceptedException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What a site does with the public API, run by {@link SiteClassPathTest} where every server is down. */
final class SiteCode {
    private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/site";

    private SiteCode() {}

    static void useHook() throws IOException {
        useHookWithSpool();
        try (var hook = UploadHookBuilder.create()
                .database(NOWHERE, "site", "secret")
                .kind("image", "images/", true)
                .uploadsQueue("site-uploads")
                .region("eu-central-1")
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .sqsEndpoint(URI.create("http://127.0.0.1:1"))
                .open()) {
            assertThatExceptionOfType(UploadNotAcceptedException.class)
                    .isThrownBy(() -> hook.fileUploaded("images/a.jpg"))
                    .withMessageContaining("The file is safe on NFS");
        }
    }

    private static void useHookWithSpool() throws IOException {
        Path directory = Files.createTempDirectory("nfs2s3-spool");
        try (var hook = UploadHookBuilder.create()
                .database(NOWHERE, "site", "secret")
                .kind("image", "images/", true)
                .uploadsQueue("site-uploads")
                .region("eu-central-1")
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .sqsEndpoint(URI.create("http://127.0.0.1:1"))
                .spool(directory.resolve("uploads.spool"))
                .open()) {
            assertThat(hook.fileUploaded("images/a.jpg")).isEqualTo(Enqueued.SPOOL);
        }
        assertThat(directory.resolve("uploads.spool")).content().contains("images/a.jpg");
    }

    /** @return the way of an upload with servers that are there */
    static String upload(String database, String user, String password, URI sqs, String queue, String path) {
        try (var hook = UploadHookBuilder.create()
                .database(database, user, password)
                .kind("image", "images/", true)
                .uploadsQueue(queue)
                .region("eu-central-1")
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
                .sqsEndpoint(sqs)
                .budget(Duration.ofSeconds(40))
                .open()) {
            return hook.fileUploaded(path).name();
        }
    }

    /** @return the URL of a file, by a database that is there */
    static String resolve(String database, String user, String password, URI sqs, String queue, String path) {
        try (var resolver = MediaUrlResolverBuilder.create()
                .database(database, user, password)
                .nfsBaseUrl("https://www.example.com/media/")
                .cdnHosts("cdn")
                .open()) {
            return resolver.url(path).orElse("none for " + path + " of " + queue + " at " + sqs);
        }
    }

    static void useResolver() {
        try (var resolver = resolver().open()) {
            assertThat(resolver.url("images/a b.jpg")).contains("https://www.example.com/media/images/a%20b.jpg");
        }
    }

    private static MediaUrlResolverBuilder resolver() {
        return MediaUrlResolverBuilder.create()
                .database(NOWHERE, "site", "secret")
                .nfsBaseUrl("https://www.example.com/media/")
                .cdnHosts("cdn");
    }

    /** What a site does when it stops, if it is loaded by a class loader of its own; docs/upload-hook.md says so. */
    static void deregisterDrivers() throws SQLException {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == SiteCode.class.getClassLoader()) {
                DriverManager.deregisterDriver(driver);
            }
        }
    }
}
