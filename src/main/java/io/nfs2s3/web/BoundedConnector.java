package io.nfs2s3.web;

import java.time.Duration;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * The port of an HTTP server, with bounds that no client can pass: how many connections there are, and how long each may
 * rest, or take to send the head of a request. Thread-safe.
 *
 * <p>Jetty's own time limit begins anew with each byte, so that a client that sends one a second would keep its connection
 * for ever.
 */
public final class BoundedConnector {
    private final ServerConnector connector;
    private final NetworkConnectionLimit limit;
    private final RequestDeadlines deadlines;

    /**
     * Makes it; the server opens the port.
     *
     * @param server started by its owner, with {@link #guard} around its handler
     * @param port 0 takes any free port
     * @param connections at once; more wait to be accepted
     * @param idle how long a connection may rest, and how long it may be without a whole head of a request: since it was
     *     opened, or since its last answer
     */
    public BoundedConnector(
            Server server, HttpConfiguration http, String host, int port, int connections, Duration idle) {
        this.connector = new ServerConnector(server, new HttpConnectionFactory(http));
        this.limit = new NetworkConnectionLimit(connections, connector);
        this.deadlines = new RequestDeadlines(connector, idle);
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(idle.toMillis());
        connector.addBean(deadlines);
        server.addBean(limit);
    }

    public ServerConnector connector() {
        return connector;
    }

    /** The handler of the server, which tells when a request begins and when its answer has ended. */
    public Handler.Wrapper guard() {
        return new RequestDeadlines.Watching(deadlines);
    }

    /** How many there are. */
    public int connections() {
        return limit.getNetworkConnectionCount();
    }
}
