package io.nfs2s3.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.classic.methods.HttpPut;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.Closer;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Closes the socket of a request that was cancelled while it was connected. The client closes a connection only once, and one that
 * had no socket yet when it was cancelled gets one all the same, which stays open with nobody to close it. A request that is
 * cancelled after this look closes its socket itself. Thread-safe.
 */
final class CancelledConnects implements HttpClientConnectionOperator {
    private static final String REQUEST = "nfs2s3.put";

    private final HttpClientConnectionOperator client;

    private CancelledConnects(HttpClientConnectionOperator client) {
        this.client = client;
    }

    /** Makes connections that are closed so. Each request is sent with a {@link #context}. */
    static PoolingHttpClientConnectionManagerBuilder connections() {
        return new PoolingHttpClientConnectionManagerBuilder() {
            @Override
            protected HttpClientConnectionOperator createConnectionOperator(
                    SchemePortResolver ports, DnsResolver names, TlsSocketStrategy tls) {
                return new CancelledConnects(super.createConnectionOperator(ports, names, tls));
            }
        };
    }

    static HttpContext context(HttpPut request) {
        HttpContext context = HttpClientContext.create();
        context.setAttribute(REQUEST, request);
        return context;
    }

    private static void check(ManagedHttpClientConnection connection, HttpContext context)
            throws InterruptedIOException {
        if (context.getAttribute(REQUEST) instanceof HttpPut request && request.isCancelled()) {
            Closer.closeQuietly(connection.getSocket());
            throw new InterruptedIOException("cancelled while it was connected");
        }
    }

    @Override
    public void connect(
            ManagedHttpClientConnection connection,
            HttpHost host,
            @Nullable InetSocketAddress local,
            TimeValue timeout,
            SocketConfig config,
            HttpContext context)
            throws IOException {
        client.connect(connection, host, local, timeout, config, context);
        check(connection, context);
    }

    @Override
    public void connect(
            ManagedHttpClientConnection connection,
            HttpHost host,
            @Nullable NamedEndpoint name,
            @Nullable InetSocketAddress local,
            Timeout timeout,
            SocketConfig config,
            @Nullable Object attachment,
            HttpContext context)
            throws IOException {
        client.connect(connection, host, name, local, timeout, config, attachment, context);
        check(connection, context);
    }

    @Override
    public void connect(
            ManagedHttpClientConnection connection,
            HttpHost host,
            @Nullable NamedEndpoint name,
            @Nullable Path domainSocket,
            @Nullable InetSocketAddress local,
            Timeout timeout,
            SocketConfig config,
            @Nullable Object attachment,
            HttpContext context)
            throws IOException {
        client.connect(connection, host, name, domainSocket, local, timeout, config, attachment, context);
        check(connection, context);
    }

    @Override
    public void upgrade(ManagedHttpClientConnection connection, HttpHost host, HttpContext context) throws IOException {
        client.upgrade(connection, host, context);
        check(connection, context);
    }

    @Override
    public void upgrade(
            ManagedHttpClientConnection connection,
            HttpHost host,
            @Nullable NamedEndpoint name,
            @Nullable Object attachment,
            HttpContext context)
            throws IOException {
        client.upgrade(connection, host, name, attachment, context);
        check(connection, context);
    }
}
