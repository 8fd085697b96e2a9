package io.nfs2s3.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookChannelTest {
    private static final byte[] NOTICE = "{}\n".getBytes(StandardCharsets.UTF_8);
    private static final Duration LONG = Duration.ofMinutes(1);
    private final List<String> got = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int status = 204;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", request -> {
            got.add(String.join(
                    " ",
                    request.getRequestMethod(),
                    request.getRequestURI().toString(),
                    request.getRequestHeaders().getFirst("Content-Type"),
                    String.valueOf(request.getRequestHeaders().getFirst("Authorization")),
                    new String(request.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            request.getResponseHeaders().add("Location", "/elsewhere");
            request.sendResponseHeaders(status, -1);
            request.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private static WebhookChannel channel(Duration timeout, int port, String user) {
        URI url = URI.create("http://" + user + "127.0.0.1:" + port + "/hook/hush?a=%20");
        return new WebhookChannel(url, timeout, HttpClient.Builder.NO_PROXY);
    }

    private WebhookChannel channel(String user) {
        return channel(LONG, server.getAddress().getPort(), user);
    }

    @Test
    void the_notification_is_posted_as_json() throws Exception {
        channel("").send(NOTICE);

        assertThat(got).containsExactly("POST /hook/hush?a=%20 application/json; charset=utf-8 null {}\n");
    }

    @Test
    void a_name_and_password_of_the_url_are_sent_apart_from_it() throws Exception {
        channel("me:p%40ss@").send(NOTICE);

        assertThat(got).singleElement().asString().contains("/hook/hush?a=%20 ", " Basic bWU6cEBzcw== ");
    }

    @Test
    void no_redirect_is_followed() {
        status = 307;

        assertThatIOException()
                .isThrownBy(() -> channel("").send(NOTICE))
                .withMessage("it answered 307, and no redirect is followed");
        assertThat(got).hasSize(1);
    }

    @Test
    void any_other_answer_is_a_refusal() {
        status = 403;

        assertThatIOException().isThrownBy(() -> channel("").send(NOTICE)).withMessage("it answered 403");
    }

    @Test
    void one_that_does_not_answer_is_given_up() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            WebhookChannel hanging = channel(Duration.ofMillis(200), silent.getLocalPort(), "");

            assertThatIOException().isThrownBy(() -> hanging.send(NOTICE)).withMessageNotContaining("hush");
        }
    }

    @Test
    void one_that_is_not_there_is_told_without_the_url() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        WebhookChannel nowhere = channel(LONG, free, "me:hush@");

        assertThatIOException().isThrownBy(() -> nowhere.send(NOTICE)).withMessageNotContaining("hush");
    }
}
