package io.nfs2s3.storage;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** Takes connections on the loopback address and treats every PUT on them exactly as it was told to. */
final class RawServer implements AutoCloseable {
    /** What it does on a connection, until the client ends that. */
    @FunctionalInterface
    interface Conduct {
        void serve(RawServer server, InputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocket listener;
    private final Conduct conduct;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();

    RawServer(ServerSocket listener, Conduct conduct) {
        this.listener = listener;
        this.conduct = conduct;
        start(this::accept);
    }

    static RawServer plain(Conduct conduct) throws IOException {
        return new RawServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), conduct);
    }

    /** @param protocols those of TLS that it speaks; none: as the context has it */
    static RawServer secure(SSLContext context, Conduct conduct, String... protocols) throws IOException {
        SSLServerSocket listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        if (protocols.length > 0) {
            listener.setEnabledProtocols(protocols);
        }
        return new RawServer(listener, conduct);
    }

    /** Says the same to every PUT, byte by byte. */
    static Conduct answering(String answer) {
        return (server, in, out) -> {
            while (true) {
                server.requests.add(request(in, out));
                out.write(answer.getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        };
    }

    /** Says 417 to {@code Expect}, without a look at the body, and this to a PUT without it. */
    static Conduct refusingToBeAsked(String answer) {
        return (server, in, out) -> {
            while (true) {
                String head = head(in);
                boolean asked = head.contains("Expect: 100-continue");
                if (!asked) {
                    server.requests.add(head + body(head, in));
                }
                out.write((asked ? "HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n" : answer)
                        .getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        };
    }

    /** Reads some bytes of a PUT, then nothing for a while that no client waits for. */
    static Conduct readingOnly(int bytes) {
        return (server, in, out) -> {
            in.readNBytes(bytes);
            rest(TimeUnit.SECONDS.toMillis(2));
            in.transferTo(OutputStream.nullOutputStream());
        };
    }

    /** Reads a PUT and begins an answer that has no end, or never begins it. */
    static Conduct trickling(String begin) {
        return (server, in, out) -> {
            server.requests.add(request(in, out));
            trickle(begin, out, in);
        };
    }

    /** Reads nothing, and says this and then a byte now and then. */
    static Conduct babbling(String begin) {
        return (server, in, out) -> trickle(begin, out, in);
    }

    private static void trickle(String begin, OutputStream out, InputStream in) throws IOException {
        out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        while (!begin.isEmpty()) {
            rest(20);
            out.write('x');
            out.flush();
        }
        in.transferTo(OutputStream.nullOutputStream());
    }

    private static void rest(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "raw-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return connections.size();
    }

    /** Connections that the client has ended. */
    int ended() {
        return ended.get();
    }

    /** Head and body of each PUT. */
    List<String> requests() {
        return requests;
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                connections.add(connection);
                start(() -> serve(connection));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket connection) {
        try {
            conduct.serve(this, new BufferedInputStream(connection.getInputStream()), connection.getOutputStream());
        } catch (IOException e) {
            // the client closed it, or does not trust this server
        }
        ended.incrementAndGet();
    }

    private static String request(InputStream in, OutputStream out) throws IOException {
        String head = head(in);
        if (head.contains("Expect: 100-continue")) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
        return head + body(head, in);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new SocketException("closed");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static String body(String head, InputStream in) throws IOException {
        int length = head.lines()
                .filter(line -> line.startsWith("Content-Length: "))
                .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
                .findFirst()
                .orElse(0);
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
