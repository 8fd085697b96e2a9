package io.nfs2s3.storage;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connections to one host, kept for the next exchange. An exchange that takes too long has its connection closed under
 * it, which is the only bound that covers a write as well; an idle one is closed before the store does. Thread-safe.
 */
final class HttpConnections implements AutoCloseable {
    private static final int CONNECT_MILLIS = 3_000;
    private static final long LOOK_MILLIS = 500;

    /** S3 keeps a connection for longer than this. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final BucketAddress address;
    private final SSLSocketFactory tls;
    private final ConcurrentLinkedDeque<HttpConnection> idle = new ConcurrentLinkedDeque<>();
    private final Set<HttpConnection> busy = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor clock;
    private volatile boolean closed;

    /**
     * @param tls makes the connections to an address that is spoken to by TLS; host names are checked here
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the clock's own work throws nothing
    HttpConnections(BucketAddress address, SSLSocketFactory tls) {
        this.address = address;
        this.tls = tls;
        this.clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "nfs2s3-put-clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * One request and its answer.
     *
     * @param patience for the exchange, its answer included; abandoned up to half a second late
     * @throws IOException when there was no answer, in time or at all; whether the store took the request is not known
     */
    HttpConnection.Answer exchange(byte[] head, HttpBody body, Duration patience) throws IOException {
        HttpConnection connection = idle.pollFirst();
        if (connection == null) {
            connection = connect();
        }
        connection.time(System.nanoTime() + patience.toNanos());
        busy.add(connection);
        try {
            return connection.exchange(head, body);
        } finally {
            busy.remove(connection);
            if (connection.isReusable() && !closed) {
                connection.time(System.nanoTime());
                idle.addFirst(connection);
            } else {
                connection.close();
            }
        }
    }

    private HttpConnection connect() throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            return new HttpConnection(address.secure() ? secured(socket) : socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket plain) throws IOException {
        plain.setSoTimeout(CONNECT_MILLIS);
        SSLSocket socket = (SSLSocket) tls.createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        socket.setSoTimeout(0);
        return socket;
    }

    private void look() {
        long now = System.nanoTime();
        for (HttpConnection connection : busy) {
            if (now - connection.time() > 0) {
                connection.close();
            }
        }
        if (closed && busy.isEmpty()) {
            clock.shutdownNow();
        }
        for (HttpConnection last = idle.pollLast(); last != null; last = idle.pollLast()) {
            if (now - last.time() < IDLE_NANOS) {
                idle.addLast(last);
                return;
            }
            last.close();
        }
    }

    /** Closes what is idle; an exchange under way ends, within its time, and its connection with it. */
    @Override
    public void close() {
        closed = true;
        for (HttpConnection last = idle.pollLast(); last != null; last = idle.pollLast()) {
            last.close();
        }
    }
}
