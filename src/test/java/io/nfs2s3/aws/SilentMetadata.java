package io.nfs2s3.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * An instance metadata service that accepts connections and never answers, as it does to a container whose answers have
 * too few hops.
 */
public final class SilentMetadata implements AutoCloseable {
    private final ServerSocket socket;

    private SilentMetadata(ServerSocket socket) {
        this.socket = socket;
    }

    /** Opens one; the kernel accepts for it. */
    public static SilentMetadata open() {
        try {
            return new SilentMetadata(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is. */
    public String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /** The environment of a process for which it is the last link of the default chains; no file before it has anything. */
    public Map<String, String> environment() {
        return Map.of(
                "AWS_EC2_METADATA_SERVICE_ENDPOINT", address(),
                "AWS_CONFIG_FILE", "/nowhere",
                "AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
