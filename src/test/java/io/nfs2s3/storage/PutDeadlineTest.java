package io.nfs2s3.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.nfs2s3.testing.IssuedCertificate;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A PUT ends at its deadline, wherever the store leaves it hanging: its thread and its connection are free. */
@Order(1) // waits for most of its time: beside it the others go on
class PutDeadlineTest {
    /** How a store can hang. */
    enum Hanging {
        IT_STOPS_READING(RawServer.readingOnly(100_000), 64 * 1024 * 1024),
        IT_READS_NOTHING(RawServer.readingOnly(0), 64 * 1024 * 1024),
        IT_NEVER_ANSWERS(RawServer.trickling(""), 1),
        ITS_ANSWER_TRICKLES(RawServer.trickling("HTTP/1.1 200 OK\r\nX: "), 1),
        ITS_BODY_TRICKLES(RawServer.trickling("HTTP/1.1 500 No\r\nContent-Length: 9000000\r\n\r\n"), 1);

        @SuppressWarnings("ImmutableEnumChecker") // what a server does, not a state
        final RawServer.Conduct conduct;

        final int bytes;

        Hanging(RawServer.Conduct conduct, int bytes) {
            this.conduct = conduct;
            this.bytes = bytes;
        }
    }

    private static final Duration LIMIT = Duration.ofMillis(400);

    /** Calls at once: the one who cuts them off must not wait for any. */
    private static final int CALLS = 3;

    /** The machine may be busy; whoever hangs does so for longer. */
    private static final long PATIENCE_SECONDS = 60;

    private static SSLContext tls;
    private static SSLContext nativeTls;

    @BeforeAll
    static void trust() throws Exception {
        IssuedCertificate store = IssuedCertificate.shared("localhost");
        tls = store.context();
        nativeTls =
                Objects.requireNonNull(TlsProvider.conscrypt(store.trusted()).context());
        warm(null);
        warm(tls);
        warm(nativeTls);
    }

    /** The first request takes longer than the limit: it loads the classes. */
    private static void warm(@Nullable SSLContext ours) throws IOException {
        RawServer.Conduct answering = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        try (RawServer server = ours == null ? RawServer.plain(answering) : RawServer.secure(tls, answering);
                PutTransport transport = to(server, ours)) {
            transport.send(
                    new PutRequest("/b/k", ""), new PutBody.InMemory(ByteBuffer.allocate(1)), Duration.ofMinutes(1));
        }
    }

    private static PutTransport to(RawServer server, @Nullable SSLContext ours) {
        BucketAddress address =
                new BucketAddress(ours != null, "localhost", server.port(), "localhost:" + server.port(), "/b/");
        return new PutTransport(address, ours == null ? tls : ours, HttpProxy.NONE);
    }

    private static void assertThatCallsEnd(RawServer server, @Nullable SSLContext ours, int bytes) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(bytes); // of 64 MB: the calls share it
        try (PutTransport transport = to(server, ours)) {
            Stream.generate(() -> CompletableFuture.runAsync(
                            () -> assertThatExceptionOfType(InterruptedIOException.class)
                                    .isThrownBy(() -> transport.send(
                                            new PutRequest("/b/k", ""), new PutBody.InMemory(body), LIMIT))
                                    .withMessage("no answer within 400 ms"),
                            call -> new Thread(call, "put").start()))
                    .limit(CALLS)
                    .toList()
                    .forEach(call ->
                            call.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
            await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .untilAsserted(() -> assertThat(server.ended())
                            .as("connections that the client has ended")
                            .isPositive()
                            .isEqualTo(server.connections()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void in_clear_text(Hanging hanging) throws Exception {
        try (RawServer server = RawServer.plain(hanging.conduct)) {
            assertThatCallsEnd(server, null, hanging.bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void by_the_tls_of_the_jdk(Hanging hanging) throws Exception {
        try (RawServer server = RawServer.secure(tls, hanging.conduct)) {
            assertThatCallsEnd(server, tls, hanging.bytes);
        }
    }

    @ParameterizedTest
    @EnumSource
    void by_native_tls(Hanging hanging) throws Exception {
        try (RawServer server = RawServer.secure(tls, hanging.conduct)) {
            assertThatCallsEnd(server, nativeTls, hanging.bytes);
        }
    }

    /** Also one that began to be made when its request was given up already. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void no_connection_is_left_at_whatever_moment_of_the_connect_a_request_is_given_up(boolean natively)
            throws Exception {
        try (RawServer server = RawServer.secure(tls, RawServer.babbling(""));
                PutTransport transport = to(server, natively ? nativeTls : tls)) {
            CompletableFuture.allOf(IntStream.range(0, 8)
                            .mapToObj(caller -> CompletableFuture.runAsync(
                                    () -> {
                                        for (int micros = 50; micros < 5_000; micros += 50) {
                                            Duration limit = Duration.ofNanos(micros * 1_000L);
                                            assertThatExceptionOfType(InterruptedIOException.class)
                                                    .isThrownBy(() -> transport.send(
                                                            new PutRequest("/b/k", ""),
                                                            new PutBody.InMemory(ByteBuffer.allocate(1)),
                                                            limit));
                                        }
                                    },
                                    call -> new Thread(call, "put").start()))
                            .toArray(CompletableFuture[]::new))
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            await().atMost(Duration.ofSeconds(PATIENCE_SECONDS))
                    .untilAsserted(() -> assertThat(server.ended()).isEqualTo(server.connections()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void in_a_handshake_that_never_comes(boolean natively) throws Exception {
        try (RawServer server = RawServer.plain(RawServer.readingOnly(0))) {
            assertThatCallsEnd(server, natively ? nativeTls : tls, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void in_a_handshake_that_trickles(boolean natively) throws Exception {
        try (RawServer server = RawServer.plain(RawServer.babbling("\u0016\u0003\u0003?\u00ff"))) {
            assertThatCallsEnd(server, natively ? nativeTls : tls, 1);
        }
    }
}
