package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.testing.IssuedCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.core5.http.HttpHost;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PutTransportTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 0\r\n\r\n";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int MEBIBYTE = 1024 * 1024;
    private static SSLContext untrusting;

    @BeforeAll
    static void trust() throws Exception {
        untrusting = SSLContext.getDefault();
    }

    private static PutTransport to(RawServer server) {
        return new PutTransport(address(server, false), untrusting, HttpProxy.NONE);
    }

    private static BucketAddress address(RawServer server, boolean secure) {
        return new BucketAddress(secure, "localhost", server.port(), "localhost:" + server.port(), "/b/");
    }

    private static PutResponse put(PutTransport transport, String body) throws IOException {
        return transport.send(
                new PutRequest("/b/k%20", "a=b").header("host", "h").header("x-amz-meta-m", "v"), body(body), LONG);
    }

    private static PutBody body(String text) {
        return new PutBody.InMemory(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Test
    void a_connection_is_used_again() throws IOException {
        try (RawServer server = RawServer.plain(RawServer.answering(OK));
                PutTransport transport = to(server)) {
            assertThat(put(transport, "one").status()).isEqualTo(200);
            assertThat(put(transport, "two").header("etag")).isEqualTo("\"e\"");

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request)
                            .startsWith("PUT /b/k%20?a=b HTTP/1.1\r\n")
                            .contains("\r\nhost: h\r\n", "\r\nx-amz-meta-m: v\r\n", "\r\nContent-Length: 3\r\n")
                            .doesNotContain("Transfer-Encoding", "Expect", "Upgrade", "Accept-Encoding", "Cookie"));
            assertThat(server.requests().get(1)).endsWith("\r\n\r\ntwo");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, MEBIBYTE, 3 * MEBIBYTE})
    void a_body_goes_out_whole(int size) throws IOException {
        String body = "x".repeat(size);
        try (RawServer server = RawServer.plain(RawServer.answering(OK));
                PutTransport transport = to(server)) {
            put(transport, body);

            assertThat(server.requests()).singleElement().asString().endsWith("\r\n\r\n" + body);
        }
    }

    @Test
    void a_store_that_refuses_a_large_body_beforehand_is_understood() throws IOException {
        String refusal = "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno";
        try (RawServer server = RawServer.plain(RawServer.babbling(refusal));
                PutTransport transport = to(server)) {
            PutResponse response = put(transport, "x".repeat(64 * MEBIBYTE));

            assertThat(response.status()).isEqualTo(403);
            assertThat(response.body()).isEqualTo("no");
        }
    }

    @Test
    void a_store_that_refuses_to_be_asked_beforehand_gets_the_body_at_once() throws IOException {
        String body = "x".repeat(3 * MEBIBYTE);
        try (RawServer server = RawServer.plain(RawServer.refusingToBeAsked(OK));
                PutTransport transport = to(server)) {
            assertThat(put(transport, body).status()).isEqualTo(200);

            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .doesNotContain("Expect")
                    .endsWith("\r\n\r\n" + body);
        }
    }

    @Test
    void a_store_that_expects_nothing_at_all_is_asked_twice_at_most() throws IOException {
        String refusal = "HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n";
        try (RawServer server = RawServer.plain(RawServer.answering(refusal));
                PutTransport transport = to(server)) {
            assertThat(put(transport, "x".repeat(3 * MEBIBYTE)).status()).isEqualTo(417);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void a_client_that_is_closed_fails_as_a_lost_connection_does() throws IOException {
        try (RawServer server = RawServer.plain(RawServer.answering(OK))) {
            PutTransport transport = to(server);
            transport.close();

            assertThatIOException().isThrownBy(() -> put(transport, "x"));
            assertThat(server.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 503 Slow Down\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
            })
    void an_answer_with_a_body_leaves_the_connection_at_the_next_answer(String answer) throws IOException {
        try (RawServer server = RawServer.plain(RawServer.answering(answer));
                PutTransport transport = to(server)) {
            assertThat(put(transport, "one").body()).isEqualTo("hello");
            assertThat(put(transport, "two").body()).isEqualTo("hello");

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void of_a_long_answer_only_the_beginning_is_kept() throws IOException {
        String answer = "HTTP/1.1 500 No\r\nContent-Length: 9000000\r\n\r\n" + "y".repeat(9_000_000);
        try (RawServer server = RawServer.plain(RawServer.answering(answer));
                PutTransport transport = to(server)) {
            assertThat(put(transport, "one").body()).hasSize(64 * 1024);
            assertThat(put(transport, "two").status()).isEqualTo(500);
        }
    }

    @Test
    void a_connection_ends_where_the_store_says_so() throws IOException {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        try (RawServer server = RawServer.plain(RawServer.answering(answer));
                PutTransport transport = to(server)) {
            put(transport, "one");
            put(transport, "two");

            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.\r\n\r\n"})
    void what_is_no_http_is_an_error(String answer) throws IOException {
        try (RawServer server = RawServer.plain(RawServer.answering(answer));
                PutTransport transport = new PutTransport(address(server, false), untrusting, HttpProxy.NONE)) {
            assertThatIOException()
                    .isThrownBy(() -> transport.send(new PutRequest("/b/k", ""), body("x"), Duration.ofSeconds(1)));
        }
    }

    @Test
    void a_body_that_cannot_be_had_ends_the_connection_and_says_why() throws IOException {
        PutBody gone = new PutBody() {
            @Override
            public long size() {
                return 100;
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write(1);
                throw new MigrationException(FailureCode.SOURCE_CHANGED, "it is gone");
            }
        };
        try (RawServer server = RawServer.plain(RawServer.answering(OK));
                PutTransport transport = to(server)) {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> transport.send(new PutRequest("/b/k", ""), gone, LONG));
            assertThat(put(transport, "next").status()).isEqualTo(200);

            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void a_proxy_is_asked_for_the_store() throws IOException {
        try (RawServer proxy = RawServer.plain(RawServer.answering(OK));
                PutTransport transport = new PutTransport(
                        new BucketAddress(false, "s3.example", 80, "s3.example", "/b/"),
                        untrusting,
                        new HttpProxy(new HttpHost("http", "localhost", proxy.port()), null))) {
            assertThat(put(transport, "x").status()).isEqualTo(200);

            assertThat(proxy.requests()).singleElement().asString().startsWith("PUT http://s3.example:80/b/k%20?a=b ");
        }
    }

    @Test
    void a_trusted_store_is_spoken_to_by_tls() throws Exception {
        SSLContext context = IssuedCertificate.shared("localhost").context();
        try (RawServer server = RawServer.secure(context, RawServer.answering(OK));
                PutTransport transport = new PutTransport(address(server, true), context, HttpProxy.NONE)) {
            assertThat(put(transport, "one").status()).isEqualTo(200);
            assertThat(put(transport, "two").status()).isEqualTo(200);

            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @Test
    void a_certificate_of_another_host_is_refused() throws Exception {
        SSLContext context = IssuedCertificate.shared("s3.example.com").context();
        assertThatItIsRefused(context, context);
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
        assertThatItIsRefused(IssuedCertificate.shared("localhost").context(), untrusting);
    }

    private static void assertThatItIsRefused(SSLContext theirs, SSLContext ours) throws IOException {
        try (RawServer server = RawServer.secure(theirs, RawServer.answering(OK));
                PutTransport transport = new PutTransport(address(server, true), ours, HttpProxy.NONE)) {
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> put(transport, "one"));
            assertThat(server.requests()).isEmpty();
        }
    }
}
