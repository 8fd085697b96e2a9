package io.nfs2s3.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The program as it is installed: the jar and what lies beside it. The class path of the other tests has more on it, so
 * that they do not see what is missing here. From an empty database to a file on the CDN, one command after the other.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Order(1) // takes long: beside it the others go on
class PackagedProgramIT {
    private static final Pattern ADDRESS = Pattern.compile("(http://[0-9.]+:\\d+)");

    @RegisterExtension
    private static final TestSite site = TestSite.empty();

    private static final Path settings = site.settingsFile("origin { port = 0 }");

    @BeforeAll
    static void open() {
        site.write("images/1.jpg", "uploaded");
        site.write("images/2.jpg", "there before");
    }

    private static JavaProcess start(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--config", settings.toString()));
        return JavaProcess.script("", all.toArray(String[]::new));
    }

    /** @return what the command printed */
    private static String run(String... arguments) {
        try (JavaProcess process = start(arguments)) {
            assertThat(process.exitCode()).as(process.output()).isZero();
            return process.output();
        }
    }

    @Test
    @Order(1)
    void it_sets_up_the_database_the_queues_and_the_bucket() {
        run("schema", "migrate");

        assertThat(run("doctor", "--create")).doesNotContain("error  ").doesNotContain("Exception");
    }

    @Test
    @Order(2)
    void it_takes_an_upload_and_finds_the_other_file() {
        run("enqueue", "images/1.jpg");

        assertThat(run("backfill", "scan")).contains("1 registered + 1 known");
    }

    @Test
    @Order(3)
    void its_daemon_migrates_both_and_ends_when_it_is_told_to() {
        try (JavaProcess daemon = start("daemon")) {
            site.await(() -> site.count("SELECT count(*) FROM nfs2s3.media WHERE state = 'MIGRATED'") == 2
                    || !daemon.isRunning());
            daemon.terminate();

            assertThat(daemon.exitCode()).as(daemon.output()).isZero();
            assertThat(daemon.output()).contains("daemon stopped").doesNotContain("Exception");
        }
        assertThat(site.text(site.keyOf("images/2.jpg"))).isEqualTo("there before");
        assertThat(run("resolve", "images/1.jpg")).contains(".example.com/images/1.jpg");
    }

    @Test
    @Order(4)
    void its_origin_serves_them() throws Exception {
        try (JavaProcess origin = start("origin")) {
            String address = origin.printed(ADDRESS);

            assertThat(HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(address + "/images/1.jpg"))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .isEqualTo("uploaded");
        }
    }
}
