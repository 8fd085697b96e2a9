package io.nfs2s3.testing;

import io.nfs2s3.devstack.EmbeddedS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a CloudFront distribution with two alternate names is to a browser: two hosts that give an object by its key alone.
 * It is S3Proxy, which takes a host name for the name of a bucket; both buckets are one directory.
 */
public final class Edge implements AutoCloseable {
    private final Path home;
    private final Path objects;
    private final EmbeddedS3 server;

    private Edge(Path home, Path objects, EmbeddedS3 server) {
        this.home = home;
        this.objects = objects;
        this.server = server;
    }

    public static Edge open() {
        try {
            Path home = Files.createTempDirectory("nfs2s3-edge");
            Path objects = Files.createDirectory(home.resolve("localhost"));
            Files.createSymbolicLink(home.resolve("127.0.0.1"), objects);
            return new Edge(home, objects, EmbeddedS3.startPublic(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its two names, each with the port. */
    public List<String> hosts() {
        int port = server.endpoint().getPort();
        return List.of("localhost:" + port, "127.0.0.1:" + port);
    }

    /** The settings of a site that is served by it. */
    public String setting() {
        return "resolve { cdnScheme = http, cdnHosts = [\"" + String.join("\", \"", hosts()) + "\"] }";
    }

    /** Puts an object there, not by HTTP: what encodes a name wrongly must not find it all the same. */
    public void put(String key, byte[] bytes) {
        try {
            Path file = objects.resolve(key);
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        try {
            Directories.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
