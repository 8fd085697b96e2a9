package io.nfs2s3.lab.devstack;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a program that takes it later: below those that systems give to connections and servers that name none. Seconds
 * may pass before it is taken, as while initdb runs, and another socket of the tests would have it by then.
 */
final class FreePort {
    private static final int FIRST = 20_000;
    private static final int BEHIND_LAST = 32_000;

    private FreePort() {}

    /** A port of the loopback address that nobody has now. */
    static int find() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEHIND_LAST);
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException e) {
                // somebody has it
            }
        }
    }
}
