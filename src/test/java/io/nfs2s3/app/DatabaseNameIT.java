package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The database by a host name that stands for several addresses. */
class DatabaseNameIT {
    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @TempDir
    private Path directory;

    @Test
    void an_address_where_nobody_answers_is_passed_over() throws IOException {
        Path hosts = Files.writeString(
                directory.resolve("hosts"), "127.0.0.2 db.example.test\n127.0.0.1 db.example.test localhost\n");
        URI database = URI.create(site.databaseUrl().substring("jdbc:".length()));
        String url = "jdbc:postgresql://db.example.test:" + database.getPort() + database.getPath();

        try (JavaProcess status = JavaProcess.nfs2s3(
                List.of("-Djdk.net.hosts.file=" + hosts),
                "outbox",
                "status",
                "--config",
                site.settingsFile("database.url = \"" + url + "\"").toString())) {
            assertThat(status.exitCode()).as(status.output()).isZero();
            assertThat(status.output()).contains("outbox: empty");
        }
    }
}
