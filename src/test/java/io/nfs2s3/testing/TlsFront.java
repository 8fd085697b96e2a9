package io.nfs2s3.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A loopback port that is spoken to by TLS, in front of a server in clear text: what was encrypted passes unchanged. */
public final class TlsFront implements AutoCloseable {
    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    private TlsFront(ServerSocket listener, InetSocketAddress target) {
        this.listener = listener;
        this.target = target;
        start(this::accept);
    }

    /** @param context has the key of {@code localhost} */
    public static TlsFront of(SSLContext context, URI target) {
        try {
            ServerSocket listener =
                    context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            return new TlsFront(listener, new InetSocketAddress(target.getHost(), target.getPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI endpoint() {
        return URI.create("https://localhost:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket();
                sockets.addAll(List.of(client, server));
                server.connect(target);
                start(() -> pass(client, server));
                start(() -> pass(server, client));
            } catch (IOException e) {
                // closed, or one client is gone: the loop's condition knows which
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side is gone, which ends both
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tls-front");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
