package io.nfs2s3.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Clients that send the head of a request for ever, a byte every tenth of a second. */
public final class DrippingClients implements AutoCloseable {
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final Thread dripping = new Thread(this::drip, "dripping-clients");

    private DrippingClients() {}

    /** Connects so many of them. */
    public static DrippingClients of(URI server, int count) throws IOException {
        DrippingClients clients = new DrippingClients();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            clients.open.add(socket);
        }
        clients.dripping.start();
        return clients;
    }

    /** How many have not been cut off. */
    public int left() {
        return open.size();
    }

    private void drip() {
        try {
            while (!open.isEmpty()) {
                open.removeIf(socket -> !sent(socket));
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean sent(Socket socket) {
        try {
            socket.getOutputStream().write('x');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        dripping.interrupt();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
