package io.nfs2s3.lab.devstack;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** One client of an {@link S3FaultProxy} and its connection to the server: one request after the other, on one thread. */
final class S3Connection {
    private final S3FaultProxy proxy;
    private final Socket client;
    private final Socket server = new Socket();
    private final InetSocketAddress target;

    private record Streams(InputStream in, OutputStream out) {
        static Streams of(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return new Streams(
                    new BufferedInputStream(socket.getInputStream()),
                    new BufferedOutputStream(socket.getOutputStream(), 16 * 1024));
        }

        void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    S3Connection(S3FaultProxy proxy, Socket client, InetSocketAddress target) {
        this.proxy = proxy;
        this.client = client;
        this.target = target;
    }

    /** Until one side ends, or a mishap ends it. */
    void run() {
        try {
            Streams clients = Streams.of(client);
            server.connect(target);
            Streams servers = Streams.of(server);
            Optional<HttpHead> request = HttpHead.read(clients.in());
            while (request.isPresent() && pass(request.get(), clients, servers)) {
                request = HttpHead.read(clients.in());
            }
        } catch (IOException e) {
            // One side is gone, which ends the connection.
        } finally {
            hangUp();
        }
    }

    /** @return whether the connection goes on */
    private boolean pass(HttpHead head, Streams clients, Streams servers) throws IOException {
        S3Request request = S3Request.of(head);
        S3Mishap mishap = proxy.mishap(request);
        if (mishap instanceof S3Mishap.CutOff) {
            close();
            return false;
        }
        if (mishap instanceof S3Mishap.Refused refused) {
            return refuse(head, refused, clients);
        }
        if (mishap instanceof S3Mishap.Answered answered) {
            return answer(head, answered.status(), answered.headers(), answered.body(), clients);
        }
        Lock lock = request.isCompletion() && request.isConditional()
                ? proxy.writing().writeLock()
                : proxy.writing().readLock();
        HttpHead answer;
        lock.lock();
        try {
            if (request.isCompletion() && request.isConditional() && proxy.isTaken(request.key())) {
                return refuse(head, new S3Mishap.Refused(412, "PreconditionFailed"), clients);
            }
            Optional<HttpHead> answered = forward(head, clients, servers);
            if (answered.isEmpty()) {
                return false;
            }
            answer = answered.get();
            if (mishap instanceof S3Mishap.AnswerLost) {
                moveAnswer(head, answer, servers, OutputStream.nullOutputStream());
                close();
                return false;
            }
        } finally {
            lock.unlock();
        }
        if (mishap instanceof S3Mishap.BodyCut cut) {
            clients.out().write(answer.bytes());
            clients.out().write(servers.in().readNBytes(cut.bytes()));
            clients.out().flush();
            return false;
        }
        if (mishap instanceof S3Mishap.BodyRests rests) {
            clients.out().write(answer.bytes());
            clients.out().write(servers.in().readNBytes(rests.bytes()));
            clients.out().flush();
            clients.in().transferTo(OutputStream.nullOutputStream());
            return false;
        }
        if (mishap instanceof S3Mishap.Late late) {
            long until = System.nanoTime() + late.delay().toNanos();
            for (long left = late.delay().toNanos(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
        clients.out()
                .write(
                        mishap instanceof S3Mishap.HeaderChanged changed
                                ? answer.with(changed.name(), changed.value())
                                : mishap instanceof S3Mishap.HeaderLost lost
                                        ? answer.without(lost.name())
                                        : mishap instanceof S3Mishap.NamesCapitalized
                                                ? answer.capitalized()
                                                : answer.bytes());
        moveAnswer(head, answer, servers, clients.out());
        // a client that was told the end before it was told to go on keeps its body
        boolean keptBody = head.awaitsContinue() && answer.status() >= 300;
        return !head.isLast() && !answer.isLast() && !keptBody;
    }

    /** @return the head of the answer; empty when the server has hung up */
    private static Optional<HttpHead> forward(HttpHead head, Streams clients, Streams servers) throws IOException {
        servers.out().write(head.bytes());
        servers.out().flush();
        if (head.awaitsContinue()) {
            Optional<HttpHead> first = HttpHead.read(servers.in());
            if (first.isEmpty() || first.get().status() != 100) {
                return first;
            }
            clients.out().write(first.get().bytes());
            clients.out().flush();
        }
        HttpBody.move(head, clients.in(), servers.out());
        return HttpHead.read(servers.in());
    }

    private static void moveAnswer(HttpHead request, HttpHead answer, Streams servers, OutputStream to)
            throws IOException {
        boolean bodiless = request.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
        if (bodiless) {
            to.flush();
        } else {
            HttpBody.move(answer, servers.in(), to);
        }
    }

    private static boolean refuse(HttpHead head, S3Mishap.Refused refused, Streams clients) throws IOException {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + refused.code() + "</Code>"
                + refused.more() + "</Error>";
        return answer(head, refused.status(), Map.of("Content-Type", "application/xml"), body, clients);
    }

    /** The client gets rid of its body first: it would take an early answer for a broken connection. */
    private static boolean answer(HttpHead head, int status, Map<String, String> headers, String body, Streams clients)
            throws IOException {
        if (head.awaitsContinue()) {
            clients.write("HTTP/1.1 100 Continue\r\n\r\n");
        }
        HttpBody.move(head, clients.in(), OutputStream.nullOutputStream());
        boolean bodiless = head.method().equals("HEAD");
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Answered\r\n");
        headers.forEach((name, value) -> text.append(name + ": " + value + "\r\n"));
        boolean chunked = headers.containsKey("Transfer-Encoding");
        if (!chunked) {
            text.append("Content-Length: " + (bodiless ? 0 : body.length()) + "\r\n");
        }
        String sent = chunked ? Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n" : body;
        clients.write(text + "\r\n" + (bodiless ? "" : sent));
        return !head.isLast();
    }

    /** Without a reset, which would take the last answer with it. */
    private void hangUp() {
        try (client;
                server) {
            // Closed already, if that was a mishap.
        } catch (IOException e) {
            // One of them was broken, and is closed now.
        }
    }

    /** Resets both sides. */
    void close() {
        S3FaultProxy.reset(client);
        S3FaultProxy.reset(server);
    }
}
