package io.nfs2s3.storage;

import io.nfs2s3.resilience.DaemonThreads;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends one PUT over a kept connection, on the calling thread, and waits for its answer: Apache HttpClient, with all
 * that it would do by itself turned off.
 *
 * <p>A request that is not over at its deadline has its socket reset under it, by a thread that never waits: no time-out
 * of a socket covers a write, and a TLS socket that is closed waits for one that hangs. Thread-safe.
 */
final class PutTransport implements AutoCloseable {
    private static final Timeout CONNECT = Timeout.ofSeconds(3);

    /** Many at once, in a process that has just begun, take seconds. */
    private static final Timeout HANDSHAKE = Timeout.ofSeconds(10);

    /** S3 keeps a connection for longer than this. */
    private static final Timeout IDLE = Timeout.ofSeconds(4);

    /** Larger bodies wait for the store's word that it wants them: else its refusal is lost in a broken connection. */
    private static final long EXPECT_CONTINUE = 1024 * 1024;

    /** A store that does not know of such words says nothing, and gets the body after this. */
    private static final Timeout WAIT_FOR_CONTINUE = Timeout.ofSeconds(1);

    private static final int ANSWER_BYTES = 64 * 1024;
    private final HttpHost store;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient http;
    private final ScheduledThreadPoolExecutor clock;

    /**
     * Connections are as many as callers at once.
     *
     * @param tls for a store that is spoken to by TLS; its trust manager checks host names. Null for one in clear text
     */
    @SuppressWarnings("FutureReturnValueIgnored") // to close idle connections throws nothing
    PutTransport(BucketAddress store, @Nullable SSLContext tls, HttpProxy proxy) {
        this.store = new HttpHost(store.secure() ? "https" : "http", store.host(), store.port());
        this.connections = CancelledConnects.connections()
                .setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                .setMaxConnTotal(Integer.MAX_VALUE)
                .setMaxConnPerRoute(Integer.MAX_VALUE)
                .setTlsSocketStrategy(
                        tls == null
                                ? PutTransport::refuse
                                : new DefaultClientTlsStrategy(tls, HostnameVerificationPolicy.BUILTIN, null))
                .setDefaultTlsConfig(
                        TlsConfig.custom().setHandshakeTimeout(HANDSHAKE).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setIdleTimeout(IDLE)
                        .build())
                .build();
        this.http = proxy.applyTo(HttpClientBuilder.create())
                .setConnectionManager(connections)
                .setRequestExecutor(new HttpRequestExecutor(
                        Http1Config.custom()
                                .setWaitForContinueTimeout(WAIT_FOR_CONTINUE)
                                .build(),
                        null,
                        null))
                .setUserAgent("nfs2s3")
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
        this.clock = new ScheduledThreadPoolExecutor(1, DaemonThreads.named("nfs2s3-put-clock"));
        clock.setRemoveOnCancelPolicy(true);
        clock.scheduleWithFixedDelay(() -> connections.closeIdle(IDLE), 1, 1, TimeUnit.SECONDS);
    }

    /** In the place of the client's own way, which would read the trust store. */
    private static SSLSocket refuse(
            Socket socket, String target, int port, @Nullable Object attachment, HttpContext context)
            throws SSLException {
        throw new SSLException("the store is spoken to in clear text");
    }

    /**
     * One request and its answer, whatever that is.
     *
     * @param limit for all of it: connecting, the body, the answer
     * @throws IOException when there was no answer, in time or at all, also when the client was closed; whether the store
     *     took the request is not known
     * @throws RuntimeException what the body throws, and nothing else
     */
    PutResponse send(PutRequest request, PutBody body, Duration limit) throws IOException {
        Body sent = new Body(body);
        HttpPut put = new HttpPut(request.target());
        request.headers().forEach(put::setHeader);
        put.setEntity(sent);
        try {
            Future<?> deadline = clock.schedule(put::cancel, limit.toNanos(), TimeUnit.NANOSECONDS);
            try {
                PutResponse response = exchange(put, body.size() > EXPECT_CONTINUE, limit);
                return response.status() == HttpStatus.SC_EXPECTATION_FAILED ? exchange(put, false, limit) : response;
            } finally {
                deadline.cancel(false);
            }
        } catch (IOException | RuntimeException e) {
            if (e.equals(sent.failure)) {
                throw e;
            }
            if (put.isCancelled()) {
                InterruptedIOException late =
                        new InterruptedIOException("no answer within " + limit.toMillis() + " ms");
                late.addSuppressed(e);
                throw late;
            }
            throw e instanceof IOException io ? io : new IOException("the HTTP client failed: " + e, e);
        }
    }

    private PutResponse exchange(HttpPut put, boolean expectContinue, Duration limit) throws IOException {
        put.setConfig(RequestConfig.custom()
                .setProtocolUpgradeEnabled(false)
                .setExpectContinueEnabled(expectContinue)
                .setConnectionRequestTimeout(Timeout.of(limit))
                .build());
        try (ClassicHttpResponse answer = http.executeOpen(store, put, CancelledConnects.context(put))) {
            return response(answer);
        }
    }

    private static PutResponse response(ClassicHttpResponse answer) throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (Header header : answer.getHeaders()) {
            headers.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        HttpEntity entity = answer.getEntity();
        String body =
                entity == null ? "" : new String(entity.getContent().readNBytes(ANSWER_BYTES), StandardCharsets.UTF_8);
        return new PutResponse(answer.getCode(), headers, body);
    }

    /** Cuts off what is under way. */
    @Override
    public void close() {
        clock.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
    }

    private static final class Body extends AbstractHttpEntity {
        private final PutBody body;

        /** What the body itself threw, which says nothing about the store. */
        private @Nullable RuntimeException failure;

        Body(PutBody body) {
            super((String) null, null);
            this.body = body;
        }

        @Override
        public long getContentLength() {
            return body.size();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try {
                body.writeTo(out);
            } catch (RuntimeException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public InputStream getContent() {
            throw new UnsupportedOperationException("it is only written");
        }

        @Override
        public boolean isStreaming() {
            return false;
        }

        @Override
        public boolean isRepeatable() {
            return true;
        }

        @Override
        public void close() {}
    }
}
