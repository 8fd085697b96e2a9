package io.nfs2s3.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nfs2s3.resolve.CdnHeading.Told;
import io.nfs2s3.resolve.CdnReading.Whole;
import io.nfs2s3.resolve.CdnSettings.Choice;
import io.nfs2s3.resolve.CdnSettings.HostsFrom;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A CDN host that is reached by a proxy alone. */
class CdnReaderTest {
    private static final byte[] BYTES = {1, 2, 3};

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer proxy;

    @BeforeEach
    void open() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        proxy.createContext("/", this::answer);
        proxy.start();
    }

    @AfterEach
    void close() {
        proxy.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean head = exchange.getRequestMethod().equals("HEAD");
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(200, head ? -1 : BYTES.length);
            if (!head) {
                exchange.getResponseBody().write(BYTES);
            }
        }
    }

    @Test
    void a_host_is_asked_by_way_of_the_proxy() {
        CdnSettings settings = new CdnSettings(
                new CdnHosts(List.of(new CdnHost("cdn.invalid", 1))), HostsFrom.SETTINGS, Choice.RANDOM, "http");
        CdnReader reader = new CdnReader(
                new CdnUrls(settings.hosts(), settings, null, Ticker.systemTicker()),
                ProxySelector.of(proxy.getAddress()),
                Duration.ofSeconds(10));

        assertThat(reader.read("images/1.jpg", BYTES.length).stream().map(CompletableFuture::join))
                .singleElement()
                .isInstanceOfSatisfying(
                        Whole.class, whole -> assertThat(whole.size()).isEqualTo(BYTES.length));
        assertThat(reader.head("images/1.jpg").stream().map(CompletableFuture::join))
                .singleElement()
                .isInstanceOf(Told.class);
        assertThat(asked)
                .containsExactly("GET http://cdn.invalid/images/1.jpg", "HEAD http://cdn.invalid/images/1.jpg");
    }
}
