package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConnectionsTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 0\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final SSLSocketFactory DEFAULT = (SSLSocketFactory) SSLSocketFactory.getDefault();
    private static final char[] PASSWORD = "password".toCharArray();

    private static HttpConnections to(RawServer server) {
        return new HttpConnections(address(server, false, "127.0.0.1"), DEFAULT);
    }

    private static BucketAddress address(RawServer server, boolean secure, String host) {
        return new BucketAddress(secure, host, server.port(), host + ":" + server.port(), "/b/");
    }

    private static HttpConnection.Answer put(HttpConnections connections, String body) throws IOException {
        return put(connections, body, LONG);
    }

    private static HttpConnection.Answer put(HttpConnections connections, String body, Duration patience)
            throws IOException {
        RequestHead head =
                new RequestHead("/b/k", "").put("host", "h").put("content-length", String.valueOf(body.length()));
        return connections.exchange(
                head.bytes(),
                new HttpBody.InMemory(ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1))),
                patience);
    }

    @Test
    void a_connection_is_used_again_after_a_good_answer() throws IOException {
        try (RawServer server = RawServer.plain(OK);
                HttpConnections connections = to(server)) {
            assertThat(put(connections, "one").status()).isEqualTo(200);
            assertThat(put(connections, "two").header("etag")).isEqualTo("\"e\"");

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests())
                    .containsExactly(
                            "PUT /b/k HTTP/1.1\r\ncontent-length: 3\r\nhost: h\r\n\r\none",
                            "PUT /b/k HTTP/1.1\r\ncontent-length: 3\r\nhost: h\r\n\r\ntwo");
        }
    }

    @Test
    void a_large_body_goes_out_whole() throws IOException {
        String body = "x".repeat(1024 * 1024);
        try (RawServer server = RawServer.plain(OK);
                HttpConnections connections = to(server)) {
            put(connections, body);

            assertThat(server.requests()).singleElement().asString().endsWith("\r\n\r\n" + body);
        }
    }

    @Test
    void a_good_answer_with_a_body_leaves_the_connection_at_the_next_answer() throws IOException {
        String withBody = "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + "y".repeat(20_000);
        try (RawServer server = RawServer.plain(withBody);
                HttpConnections connections = to(server)) {
            put(connections, "one");
            assertThat(put(connections, "two").status()).isEqualTo(200);

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nmore than that",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"
            })
    void a_connection_ends_with_any_other_answer(String answer) throws IOException {
        try (RawServer server = RawServer.plain(answer);
                HttpConnections connections = to(server)) {
            assertThat(put(connections, "one").status()).isEqualTo(Integer.parseInt(answer.substring(9, 12)));
            put(connections, "two");

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.\r\n\r\n"})
    void what_is_no_http_is_an_error(String answer) throws IOException {
        try (RawServer server = RawServer.plain(answer);
                HttpConnections connections = to(server)) {
            assertThatIOException().isThrownBy(() -> put(connections, "one"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64 * 1024 * 1024})
    void a_store_that_takes_nothing_or_says_nothing_is_given_up(int bytes) throws IOException {
        try (RawServer server = RawServer.plain("");
                HttpConnections connections = to(server)) {
            assertThatIOException().isThrownBy(() -> put(connections, "x".repeat(bytes), SHORT));
        }
    }

    @Test
    void a_trusted_store_is_spoken_to_by_tls(@TempDir Path folder) throws Exception {
        SSLContext context = contextFor("localhost", folder);
        try (RawServer server = secure(context);
                HttpConnections connections =
                        new HttpConnections(address(server, true, "localhost"), context.getSocketFactory())) {
            assertThat(put(connections, "one").status()).isEqualTo(200);
            assertThat(put(connections, "two").status()).isEqualTo(200);

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void a_certificate_of_another_host_is_refused(@TempDir Path folder) throws Exception {
        SSLContext context = contextFor("s3.example.com", folder);
        try (RawServer server = secure(context);
                HttpConnections connections =
                        new HttpConnections(address(server, true, "localhost"), context.getSocketFactory())) {
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> put(connections, "one"));
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused(@TempDir Path folder) throws Exception {
        try (RawServer server = secure(contextFor("localhost", folder));
                HttpConnections connections = new HttpConnections(address(server, true, "localhost"), DEFAULT)) {
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> put(connections, "one"));
            assertThat(server.requests()).isEmpty();
        }
    }

    private static RawServer secure(SSLContext context) throws IOException {
        return new RawServer(
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()), OK);
    }

    /** A key with a certificate of its own for one host name, and the trust in it. */
    private static SSLContext contextFor(String host, Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "store",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).as("exit code of keytool").isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
