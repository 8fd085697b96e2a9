package io.nfs2s3.origin;

import com.github.benmanes.caffeine.cache.Ticker;
import io.nfs2s3.media.MediaKinds;
import io.nfs2s3.media.NameRules;
import io.nfs2s3.resilience.DaemonThreads;
import io.nfs2s3.resolve.MediaUrlResolver;
import io.nfs2s3.resolve.ResolverMetrics;
import io.nfs2s3.source.NfsSource;
import io.nfs2s3.storage.ContentTypes;
import io.nfs2s3.storage.ObjectReader;
import io.nfs2s3.web.BoundedConnector;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the files of a site by HTTP, from S3 or NFS, to a cache in front of it.
 *
 * <p>It is Jetty without servlets: an answer is written as the client takes it, and a slow client holds a piece of
 * memory, not a thread. A request for a file is taken by a thread that may wait for the database; Jetty's own do not, so
 * that they answer {@code health} and {@code metrics} while all others wait. At most one request of each connection waits
 * for such a thread.
 */
public final class OriginServer implements AutoCloseable {
    /** They never wait for anything: two accept and select, the others parse, write, and answer what the origin knows. */
    private static final int IO_THREADS = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());

    private final OriginSettings settings;
    private final ThreadPoolExecutor askers;
    private final Server server;
    private final ServerConnector connector;

    /**
     * Sets it up; {@link #start} opens the port.
     *
     * @param rules for names that are not served
     * @param keyPrefix of object keys
     * @param resolver knows where files are; this and what follows is closed by its owner, after the server
     */
    public OriginServer(
            OriginSettings settings,
            MediaKinds kinds,
            NameRules rules,
            String keyPrefix,
            MediaUrlResolver resolver,
            NfsSource source,
            ObjectReader reader,
            ContentTypes types) {
        this.settings = settings;
        S3Calls s3 = new S3Calls(settings.retryS3After());
        OriginMetrics metrics = new OriginMetrics(List.of(new ResolverMetrics(resolver)));
        ContentRouter router = new ContentRouter(
                kinds,
                rules,
                resolver,
                new S3Files(reader, s3, settings.s3Timeout(), settings.maxAge()),
                new NfsFiles(source, types, settings.maxAge()),
                metrics);
        HotFiles hot = new HotFiles(settings.hot(), Ticker.systemTicker());
        QueuedThreadPool io = new QueuedThreadPool(IO_THREADS);
        io.setName("nfs2s3-origin-io");
        this.server = new Server(io);
        BoundedConnector port = new BoundedConnector(
                server, http(), settings.host(), settings.port(), settings.maxConnections(), settings.idleTimeout());
        this.connector = port.connector();
        server.addConnector(connector);
        server.setStopTimeout(settings.shutdownTimeout().toMillis());
        this.askers = new ThreadPoolExecutor(
                settings.threads(),
                settings.threads(),
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                DaemonThreads.numbered("nfs2s3-origin-"));
        askers.allowCoreThreadTimeOut(true);
        Handler.Wrapper guard = port.guard();
        guard.setHandler(new OriginHandler(router, askers, hot, metrics, keyPrefix, settings.writeTimeout()));
        server.setHandler(new GracefulHandler(guard));
        metrics.watchBreaker(s3::state);
        metrics.watchConnections(port::connections);
    }

    private HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(settings.requestHeader());
        // The path is decoded once, and strictly, by RequestTarget. Jetty would refuse legal names.
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }

    /** Opens the port. @throws IOException when that cannot be had */
    public void start() throws IOException {
        connector.open();
        try {
            server.start();
        } catch (Exception e) {
            throw new IOException("the server does not start", e);
        }
    }

    /** Where it listens, such as {@code http://127.0.0.1:8426/}. */
    public String address() {
        return "http://" + settings.host() + ":" + connector.getLocalPort() + "/";
    }

    /** Takes no more connections, lets answers under way end, up to the time of the settings, and stops. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server did not stop in order", e);
        } finally {
            askers.shutdown();
        }
    }
}
