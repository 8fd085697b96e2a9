package io.nfs2s3.lab.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A loopback port in front of an S3 server that speaks its protocol: requests fail one by one as those to S3 do. Heads
 * are sent on byte by byte, for the signature of a request covers the host that the client called; bodies are streamed.
 *
 * <p>It also keeps a promise that S3Proxy does not: an upload in parts that asks for a free key ({@code If-None-Match})
 * is refused when the key is taken.
 *
 * <p>Thread-safe; all its threads are daemons.
 */
public final class S3FaultProxy implements AutoCloseable {
    private static final int BACKLOG = 500;
    private final InetSocketAddress target;
    private final ServerSocket listener;
    private final Set<S3Connection> connections = ConcurrentHashMap.newKeySet();
    private final Predicate<String> taken;
    /** Completions are alone, so that what was free stays free until they are done. */
    private final ReentrantReadWriteLock writing = new ReentrantReadWriteLock(true);

    private volatile Function<S3Request, S3Mishap> mishaps = request -> new S3Mishap.Spared();

    private S3FaultProxy(URI target, Predicate<String> taken) {
        this.target = new InetSocketAddress(target.getHost(), target.getPort());
        this.taken = taken;
        try {
            this.listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Daemons.start("s3-proxy-accept", this::acceptConnections);
    }

    /**
     * Opens a proxy on a free port.
     *
     * @param taken whether the server has an object of this key
     */
    public static S3FaultProxy to(URI target, Predicate<String> taken) {
        return new S3FaultProxy(target, taken);
    }

    /** Where clients find it; constant. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** From now on everything passes, as at the start. */
    public void accept() {
        befall(request -> new S3Mishap.Spared());
    }

    /** From now on this decides about each request. */
    public void befall(Function<S3Request, S3Mishap> mishaps) {
        this.mishaps = mishaps;
    }

    S3Mishap mishap(S3Request request) {
        return mishaps.apply(request);
    }

    boolean isTaken(String key) {
        return taken.test(key);
    }

    ReentrantReadWriteLock writing() {
        return writing;
    }

    private void acceptConnections() {
        while (!listener.isClosed()) {
            try {
                S3Connection connection = new S3Connection(this, listener.accept(), target);
                connections.add(connection);
                Daemons.start("s3-proxy", () -> {
                    connection.run();
                    connections.remove(connection);
                });
            } catch (IOException e) {
                // The listener was closed, or one client is gone: the loop's condition knows which.
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(S3Connection::close);
    }

    static void reset(Socket socket) {
        ProxiedConnection.reset(socket);
    }
}
