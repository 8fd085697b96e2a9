package io.nfs2s3.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.lab.devstack.S3FaultProxy;
import io.nfs2s3.lab.devstack.S3Mishap;
import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code nfs2s3 origin} as a process. */
class OriginCommandIT {
    private static final int SIZE = 32 * 1024 * 1024;
    private static final Pattern ADDRESS = Pattern.compile("origin: (http://\\S+)");

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    @BeforeAll
    static void open() {
        site.write("images/large.jpg", new byte[SIZE]);
    }

    private static URI address(JavaProcess process) {
        return URI.create(process.printed(ADDRESS));
    }

    @Test
    void sigterm_lets_an_answer_under_way_end_and_gives_exit_code_0() throws Exception {
        try (JavaProcess process = JavaProcess.nfs2s3(
                "origin", "--port", "0", "--config", site.settingsFile().toString())) {
            URI address = address(process);
            try (InputStream answer =
                    address.resolve("/images/large.jpg").toURL().openStream()) {
                assertThat(answer.read()).isZero();

                process.terminate();

                assertThat(answer.readAllBytes()).hasSize(SIZE - 1);
            }
            assertThat(process.exitCode()).as(process.output()).isZero();
        }
    }

    @Test
    void what_s3_does_not_give_is_in_its_log() throws Exception {
        List<String> paths = List.of("images/gone.jpg", "images/refused.jpg");
        paths.forEach(path -> site.write(path, "the bytes of " + path));
        ServedSite.migrate(site, paths);
        try (S3FaultProxy s3 = S3FaultProxy.to(site.addresses().s3Endpoint(), key -> false);
                JavaProcess process = JavaProcess.nfs2s3(
                        "origin",
                        "--port",
                        "0",
                        "--config",
                        site.settingsFile("s3.endpoint = \"" + s3.endpoint() + "\"")
                                .toString())) {
            s3.befall(request -> request.key().equals(site.keyOf(paths.get(0)))
                    ? new S3Mishap.Refused(404, "NoSuchKey")
                    : new S3Mishap.Refused(403, "AccessDenied"));
            URI address = address(process);

            // On a busy machine S3 may not have been asked in time: the file is there all the same, and it is asked
            // again.
            await().untilAsserted(() -> {
                for (String path : paths) {
                    assertThat(bytesOf(address.resolve("/" + path))).isEqualTo("the bytes of " + path);
                }
                assertThat(process.output())
                        .containsPattern("WARN +ContentRouter object is gone path=images/gone.jpg")
                        .containsPattern(
                                "WARN +ContentRouter object is refused path=images/refused.jpg .*403 AccessDenied");
            });
        }
    }

    private static String bytesOf(URI file) throws IOException {
        try (InputStream answer = file.toURL().openStream()) {
            return new String(answer.readAllBytes(), UTF_8);
        }
    }

    @Test
    void a_port_that_is_taken_is_one_plain_line() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                JavaProcess process = JavaProcess.nfs2s3(
                        "origin",
                        "--port",
                        String.valueOf(taken.getLocalPort()),
                        "--config",
                        site.settingsFile().toString())) {
            assertThat(process.exitCode()).isEqualTo(3);
            assertThat(process.output())
                    .contains("the origin cannot listen on 127.0.0.1, port " + taken.getLocalPort());
        }
    }
}
