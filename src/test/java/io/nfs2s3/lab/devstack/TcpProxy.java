package io.nfs2s3.lab.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A loopback port in front of a server, whose outages are made at the wire: the server behind keeps running and
 * forgets nothing. Thread-safe; all its threads are daemons.
 *
 * <p>Leaving {@link #blackHole()} or {@link #dropAnswers()} resets the connections, which have lost bytes: no client
 * goes on in the middle of a message.
 */
public final class TcpProxy implements AutoCloseable {
    /** What happens to bytes. */
    enum Mode {
        FORWARD,
        /** Nothing goes through in either direction. */
        BLACK_HOLE,
        /** Requests reach the server, its answers are lost. */
        DROP_ANSWERS,
        /** A request is cut off in its middle, and its connection reset. */
        CUT_REQUESTS
    }

    private static final int BACKLOG = 200;
    private static final long BIND_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private volatile InetSocketAddress target;
    private final InetSocketAddress address;
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.FORWARD;
    private volatile long delayMillis;
    private @Nullable ServerSocket listener;
    /** Bound but not listening, it keeps others off the port while connects to it are refused. */
    private @Nullable Socket placeholder;

    private TcpProxy(InetSocketAddress at, InetSocketAddress target) {
        this.target = target;
        this.listener = listen(at);
        this.address = (InetSocketAddress) listener.getLocalSocketAddress();
    }

    /** Opens a proxy on a free port that forwards to {@code target}. */
    public static TcpProxy to(InetSocketAddress target) {
        return new TcpProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), target);
    }

    /** Opens a proxy on a free port that forwards to the host and port of {@code target}. */
    public static TcpProxy to(URI target) {
        return to(new InetSocketAddress(target.getHost(), target.getPort()));
    }

    /**
     * The same where clients are to find it.
     *
     * @param address of the loopback interface, with a port that nobody has there
     */
    public static TcpProxy at(InetSocketAddress address, URI target) {
        return new TcpProxy(address, new InetSocketAddress(target.getHost(), target.getPort()));
    }

    /** Where clients connect; constant for the life of the proxy. */
    public InetSocketAddress address() {
        return address;
    }

    /** {@link #address()} as the endpoint of an HTTP client. */
    public URI httpEndpoint() {
        return URI.create("http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort()));
    }

    /** From now on everything is forwarded, as at the start. */
    public void accept() {
        become(Mode.FORWARD);
    }

    /** From now on connects succeed, and what is sent, on open connections too, is swallowed without an answer. */
    public void blackHole() {
        become(Mode.BLACK_HOLE);
    }

    /** From now on requests arrive, but no answer comes back: the client cannot know whether its call was done. */
    public void dropAnswers() {
        become(Mode.DROP_ANSWERS);
    }

    /** From now on the server gets half of a request at the most, and both sides are reset. */
    public void cutRequests() {
        become(Mode.CUT_REQUESTS);
    }

    /** From now on the bytes of an answer come later by so many milliseconds, as from a server that is far away. */
    public void delayAnswers(long millis) {
        delayMillis = millis;
    }

    /** From now on new connections go to another server; open ones stay where they are. */
    public void turnTo(URI next) {
        target = new InetSocketAddress(next.getHost(), next.getPort());
    }

    /** From now on connects are refused. Connections that are open are reset. */
    public synchronized void refuse() {
        if (listener != null) {
            close(listener);
            listener = null;
            connections.forEach(ProxiedConnection::close);
            placeholder = holdPort();
        }
    }

    /** As {@link #refuse()}, and gives the port back. */
    @Override
    public synchronized void close() {
        refuse();
        releasePort();
    }

    private synchronized void become(Mode next) {
        if (mode != Mode.FORWARD && mode != next) {
            connections.forEach(ProxiedConnection::close);
        }
        mode = next;
        if (listener == null) {
            releasePort();
            listener = listen(address);
        }
    }

    private ServerSocket listen(InetSocketAddress at) {
        try {
            var socket = new ServerSocket();
            // Connections of the listener before this one may linger in TIME_WAIT.
            socket.setReuseAddress(true);
            bind(() -> socket.bind(at, BACKLOG));
            Daemons.start("proxy-accept-" + socket.getLocalPort(), () -> acceptConnections(socket));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on " + at, e);
        }
    }

    private void acceptConnections(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                open(from, from.accept());
            } catch (IOException e) {
                // The listener was closed, or one client is gone: the loop's condition knows which.
            }
        }
    }

    /** Under the lock, so that {@link #refuse()} sees either no connection or a registered one. */
    private synchronized void open(ServerSocket from, Socket client) throws IOException {
        if (from.isClosed()) {
            ProxiedConnection.reset(client);
        } else {
            ProxiedConnection.open(client, target, () -> mode, () -> delayMillis, connections);
        }
    }

    private Socket holdPort() {
        try {
            var socket = new Socket();
            socket.setReuseAddress(true);
            bind(() -> socket.bind(address));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot hold port " + address.getPort(), e);
        }
    }

    private void releasePort() {
        if (placeholder != null) {
            ProxiedConnection.reset(placeholder);
            placeholder = null;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close port " + socket.getLocalPort(), e);
        }
    }

    private interface Bind {
        void run() throws IOException;
    }

    /** Tries again for a while: a closed listener keeps its port until the thread that waited in accept() is out. */
    private static void bind(Bind bind) throws IOException {
        long deadline = System.nanoTime() + BIND_PATIENCE_NANOS;
        while (true) {
            try {
                bind.run();
                return;
            } catch (BindException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        }
    }
}
