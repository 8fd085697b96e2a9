package io.nfs2s3.lab.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** S3Proxy in this JVM: the S3 protocol on a loopback port, objects as files of a directory, signatures checked. */
public final class EmbeddedS3 implements AutoCloseable {
    private final S3Proxy server;

    private EmbeddedS3(S3Proxy server) {
        this.server = server;
    }

    /** Starts it over the buckets that are in {@code directory}; {@code port} 0 takes any free port. */
    static EmbeddedS3 start(Path directory, int port, String accessKeyId, String secretAccessKey) {
        return start(
                builder(directory, port)
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKeyId, secretAccessKey),
                port);
    }

    /**
     * Starts one on any free port that asks for no signature, and takes the host name of a request for the name of the
     * bucket.
     */
    public static EmbeddedS3 startPublic(Path directory) {
        return start(builder(directory, 0).virtualHost("s3.invalid"), 0);
    }

    private static S3Proxy.Builder builder(Path directory, int port) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the object directory " + directory, e);
        }
        // The store's own class, not BlobStores.create: that one links the stores of every cloud.
        return S3Proxy.builder()
                .blobStore(
                        new FilesystemNio2BlobStore(directory.toAbsolutePath().toString()))
                .endpoint(URI.create("http://127.0.0.1:" + port))
                // Idle connections of clients would hold up stop() by the graceful timeout.
                .stopTimeout(0);
    }

    private static EmbeddedS3 start(S3Proxy.Builder builder, int port) {
        S3Proxy server = builder.build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy did not start on port " + port, e);
        }
        return new EmbeddedS3(server);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("S3Proxy did not stop", e);
        }
    }
}
