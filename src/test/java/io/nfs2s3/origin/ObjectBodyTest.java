package io.nfs2s3.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nfs2s3.storage.ObjectHead;
import io.nfs2s3.storage.ReadOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;

/** A body of which the store's client tells neither the rest nor an end. */
class ObjectBodyTest {
    private static final int LENGTH = 1000;
    private static final long CLIENT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final ObjectHead HEAD = new ObjectHead(LENGTH, null, null, null, null, null, null, null, null);

    /** Gives one piece, and falls silent. */
    private static final class Silent implements Flow.Publisher<ByteBuffer> {
        private final int first;
        private final CompletableFuture<Void> cancelled = new CompletableFuture<>();

        Silent(int first) {
            this.first = first;
        }

        @Override
        public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                private boolean given;

                @Override
                public void request(long pieces) {
                    if (!given && first > 0) {
                        given = true;
                        subscriber.onNext(ByteBuffer.allocate(first));
                    }
                }

                @Override
                public void cancel() {
                    cancelled.complete(null);
                }
            });
        }
    }

    @Test
    void a_client_is_cut_off_and_the_store_let_go() throws Exception {
        Silent silent = new Silent(LENGTH / 2);

        assertThatThrownBy(() -> get(silent)).isInstanceOf(IOException.class);
        assertThat(silent.cancelled).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void before_the_first_byte_it_is_told_to_come_later() throws Exception {
        Silent silent = new Silent(0);

        assertThat(get(silent).statusCode()).isEqualTo(503);
        assertThat(silent.cancelled).succeedsWithin(10, TimeUnit.SECONDS);
    }

    private static HttpResponse<byte[]> get(Silent silent) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.getHeaders().put("Content-Length", LENGTH);
                new ObjectBody(new ReadOutcome.Content(HEAD, silent))
                        .send(new BodyWriter(request, response, callback, CLIENT_NANOS, new LongAdder()));
                return true;
            }
        });
        server.start();
        try {
            URI uri = URI.create("http://" + connector.getHost() + ":" + connector.getLocalPort() + "/");
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        } finally {
            server.stop();
        }
    }
}
