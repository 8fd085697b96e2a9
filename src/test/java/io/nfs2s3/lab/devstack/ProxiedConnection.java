package io.nfs2s3.lab.devstack;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One client of a {@link TcpProxy} and its connection to the server: a thread for each direction. */
final class ProxiedConnection {
    private final Socket client;
    private final Socket server;
    private final Supplier<TcpProxy.Mode> mode;
    private final LongSupplier delayMillis;
    private final Set<ProxiedConnection> open;

    private ProxiedConnection(
            Socket client,
            Socket server,
            Supplier<TcpProxy.Mode> mode,
            LongSupplier delayMillis,
            Set<ProxiedConnection> open) {
        this.client = client;
        this.server = server;
        this.mode = mode;
        this.delayMillis = delayMillis;
        this.open = open;
    }

    /**
     * Connects {@code client} to {@code target} until either side ends.
     *
     * @param open the connection is in this set while it lives
     * @throws IOException if the server cannot be reached; the client is reset
     */
    static void open(
            Socket client,
            InetSocketAddress target,
            Supplier<TcpProxy.Mode> mode,
            LongSupplier delayMillis,
            Set<ProxiedConnection> open)
            throws IOException {
        var server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(target);
        } catch (IOException e) {
            reset(client);
            reset(server);
            throw e;
        }
        var connection = new ProxiedConnection(client, server, mode, delayMillis, open);
        open.add(connection);
        Daemons.start("proxy-requests", connection::moveRequests);
        Daemons.start("proxy-answers", connection::moveAnswers);
    }

    /** Resets both sides. */
    void close() {
        open.remove(this);
        reset(client);
        reset(server);
    }

    /** Closes with RST, so that the other side fails at once, as it does when a host goes down. */
    static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
    }

    private void moveRequests() {
        move(client, server, this::requestBytes);
        close();
    }

    private void moveAnswers() {
        move(server, client, this::answerBytes);
        // A network that loses bytes does not tell the client either that the server has hung up.
        if (mode.get() == TcpProxy.Mode.FORWARD) {
            hangUp();
        }
    }

    private int requestBytes(int read) {
        return switch (mode.get()) {
            case FORWARD, DROP_ANSWERS -> read;
            case BLACK_HOLE -> 0;
            case CUT_REQUESTS -> (read + 1) / 2;
        };
    }

    private int answerBytes(int read) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis.getAsLong()));
        return switch (mode.get()) {
            case FORWARD, CUT_REQUESTS -> read;
            case BLACK_HOLE, DROP_ANSWERS -> 0;
        };
    }

    /**
     * Moves bytes until one side ends.
     *
     * @param through how many of those read go through: all, none, or some, which is the end
     */
    private static void move(Socket from, Socket to, IntUnaryOperator through) {
        var buffer = new byte[16 * 1024];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                int moved = through.applyAsInt(read);
                out.write(buffer, 0, moved);
                if (moved > 0 && moved < read) {
                    return;
                }
            }
        } catch (IOException e) {
            // One side is gone, which ends the connection.
        }
    }

    /** Closes the client's side without a reset, which would take the last answer with it. */
    private void hangUp() {
        try (client) {
            client.shutdownOutput();
        } catch (IOException e) {
            // Closed already.
        }
        close();
    }
}
