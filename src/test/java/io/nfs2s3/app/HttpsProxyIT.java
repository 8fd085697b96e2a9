package io.nfs2s3.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.nfs2s3.testing.JavaProcess;
import io.nfs2s3.testing.TestSite;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A host that reaches AWS by a proxy alone. */
class HttpsProxyIT {
    private static final String STORE = "127.0.0.2:9";
    private static final String QUEUES = "127.0.0.3:9";

    @RegisterExtension
    private static final TestSite site = TestSite.open();

    /** Asks no other server: it writes down where somebody wants to go, and refuses. */
    private static final class RefusingProxy implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Set<String> asked = ConcurrentHashMap.newKeySet();

        RefusingProxy() throws IOException {
            Thread thread = new Thread(this::serve, "refusing-proxy");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            while (!listener.isClosed()) {
                try (Socket client = listener.accept()) {
                    refuse(client);
                } catch (IOException e) {
                    // the client is gone, or this is closed
                }
            }
        }

        private void refuse(Socket client) throws IOException {
            BufferedReader head =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            asked.add(String.valueOf(head.readLine()));
            client.getOutputStream()
                    .write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
        }

        /** For both ways to write them, of which the machine of the test may have the other. */
        Map<String, String> environment() {
            String url = "http://127.0.0.1:" + listener.getLocalPort();
            Map<String, String> variables = new HashMap<>();
            Map.of("HTTPS_PROXY", url, "HTTP_PROXY", "", "NO_PROXY", "localhost")
                    .forEach((name, value) -> {
                        variables.put(name, value);
                        variables.put(name.toLowerCase(Locale.ROOT), value);
                    });
            return variables;
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    @Test
    void store_and_queues_are_reached_by_the_proxy_for_https() throws IOException {
        String settings = site.settingsFile(
                        "s3 { endpoint = \"https://" + STORE + "\", pathStyle = true }",
                        "sqs.endpoint = \"https://" + QUEUES + "\"")
                .toString();
        try (RefusingProxy proxy = new RefusingProxy();
                JavaProcess doctor = JavaProcess.nfs2s3(
                        proxy.environment(), "doctor", "--category", "store,queue", "--config", settings)) {
            assertThat(doctor.exitCode()).as(doctor.output()).isEqualTo(3);
            assertThat(proxy.asked)
                    .as(doctor.output())
                    .contains("CONNECT " + STORE + " HTTP/1.1", "CONNECT " + QUEUES + " HTTP/1.1");
        }
    }
}
