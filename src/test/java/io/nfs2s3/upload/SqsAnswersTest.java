package io.nfs2s3.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.queue.MigrationMessage.FileRef;
import io.nfs2s3.resilience.BreakerState;
import io.nfs2s3.resilience.UnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever hangs on an open connection, the call ends at its limit, and SQS is left alone. */
@Timeout(60)
class SqsAnswersTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration LIMIT = Duration.ofMillis(200);
    private static final ObjectMapper JSON = new ObjectMapper();
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile Answer answer = SqsAnswersTest::allTaken;
    private HttpServer server;
    private HangingSqs sqs;

    private interface Answer {
        void to(HttpExchange request) throws Exception;
    }

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        sqs = HangingSqs.at(endpoint());
        assertThat(sqs.channel().send(HangingSqs.FILES, LONG)).hasSize(1);
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void close() {
        assertThat(Thread.interrupted()).isFalse();
        end.countDown();
        sqs.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange request) throws IOException {
        if (request.getRequestHeaders().getFirst("X-Amz-Target").endsWith("GetQueueUrl")) {
            send(request, "{\"QueueUrl\": \"" + endpoint() + "/queue/uploads\"}");
            return;
        }
        try (request) {
            answer.to(request);
        } catch (Exception e) {
            end.countDown(); // the client is gone
        }
    }

    private static void allTaken(HttpExchange request) throws IOException {
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode taken = answer.putArray("Successful");
        JSON.readTree(request.getRequestBody().readAllBytes())
                .path("Entries")
                .forEach(entry -> taken.addObject()
                        .put("Id", entry.path("Id").asText())
                        .put("MessageId", "m")
                        .put("MD5OfMessageBody", md5(entry.path("MessageBody").asText())));
        send(request, answer.toString());
    }

    /** The client compares it. */
    private static String md5(String body) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private static void send(HttpExchange request, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        request.sendResponseHeaders(200, body.length);
        request.getResponseBody().write(body);
        request.close();
    }

    private static void drip(HttpExchange request, CountDownLatch end) throws Exception {
        request.sendResponseHeaders(200, 0);
        OutputStream body = request.getResponseBody();
        do {
            body.write(' ');
            body.flush();
        } while (!end.await(5, TimeUnit.MILLISECONDS));
    }

    private void assertThatSendingIsGivenUp(List<FileRef> files) {
        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> sqs.channel().send(files, LIMIT))
                .withMessage("SQS did not answer within 200 ms")
                .matches(UnavailableException::wasAsked);
        assertThat(sqs.channel().state()).isEqualTo(BreakerState.OPEN);
    }

    /** As of a proxy, or of a page for maintenance. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"Successful\": [], \"Failed\": []}"})
    void an_answer_that_names_no_message_is_no_receipt(String body) {
        answer = request -> {
            request.getRequestBody().readAllBytes();
            send(request, body);
        };

        assertThat(taken()).isEmpty();
        assertThat(sqs.channel().state()).isEqualTo(BreakerState.OPEN);
    }

    private List<MediaPath> taken() {
        try {
            return sqs.channel().send(HangingSqs.FILES, LONG);
        } catch (UnavailableException e) {
            return List.of();
        }
    }

    @Test
    void an_answer_that_never_comes_is_given_up() {
        answer = request -> HangingSqs.await(end);

        assertThatSendingIsGivenUp(HangingSqs.FILES);
    }

    @Test
    void an_answer_that_never_ends_is_given_up() {
        answer = request -> drip(request, end);

        assertThatSendingIsGivenUp(HangingSqs.FILES);
    }

    @Test
    void a_request_that_is_not_read_is_given_up() {
        answer = request -> HangingSqs.await(end);
        List<FileRef> many = IntStream.range(0, 10_000)
                .mapToObj(i -> FileRef.unregistered(MediaPath.of("images/" + "x".repeat(200) + i + ".jpg")))
                .toList();

        assertThatSendingIsGivenUp(many);
    }

    @Test
    void a_thread_that_does_not_become_free_is_given_up() {
        AtomicInteger hanging = new AtomicInteger();
        answer = request -> {
            hanging.incrementAndGet();
            HangingSqs.await(end);
        };
        for (int i = 0; i < SqsChannel.MOST_CALLS; i++) {
            threads.execute(() -> {
                try {
                    sqs.channel().send(HangingSqs.FILES, LONG);
                } catch (UnavailableException e) {
                    end.countDown(); // once all is over
                }
            });
        }
        await().until(() -> hanging.get() == SqsChannel.MOST_CALLS);

        assertThatExceptionOfType(UnavailableException.class)
                .isThrownBy(() -> sqs.channel().send(HangingSqs.FILES, LIMIT));
        assertThat(hanging).as("connections are bounded by threads").hasValue(SqsChannel.MOST_CALLS);
    }

    @Test
    void a_connection_that_was_closed_meanwhile_is_opened_again() throws Exception {
        answer = request -> {
            request.getResponseHeaders().set("Connection", "close");
            allTaken(request);
        };
        assertThat(sqs.channel().send(HangingSqs.FILES, LONG)).hasSize(1);

        assertThat(sqs.channel().send(HangingSqs.FILES, LONG)).hasSize(1);
    }

    @Test
    void a_call_that_was_given_up_is_ended_by_the_client() throws Exception {
        answer = request -> drip(request, end);

        try (HangingSqs own = HangingSqs.at(endpoint(), HangingSqs.KEYS, LIMIT.multipliedBy(2))) {
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> own.channel().send(HangingSqs.FILES, LIMIT));
            assertThat(end.await(50, TimeUnit.SECONDS)).as("the client is gone").isTrue();
        }
    }

    @Test
    void an_interrupt_in_the_middle_does_not_end_the_call_and_is_kept() throws Exception {
        Thread caller = Thread.currentThread();
        AtomicInteger asked = new AtomicInteger();
        answer = request -> {
            if (asked.incrementAndGet() == 1) {
                caller.interrupt();
            }
            allTaken(request);
        };

        List<MediaPath> taken = sqs.channel().send(HangingSqs.FILES, LONG);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(taken).hasSize(1);
        assertThat(sqs.channel().state()).isEqualTo(BreakerState.CLOSED);
    }
}
