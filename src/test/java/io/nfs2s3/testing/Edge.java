package io.nfs2s3.testing;

import io.nfs2s3.lab.devstack.EmbeddedS3;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a CloudFront distribution with two alternate names is to a browser: two hosts that give an object by its key alone.
 * They are two S3Proxies that take the host name for the name of the bucket, over the same directory.
 */
public final class Edge implements AutoCloseable {
    private final Path home;
    private final Path objects;
    private final List<EmbeddedS3> servers;

    private Edge(Path home, Path objects, List<EmbeddedS3> servers) {
        this.home = home;
        this.objects = objects;
        this.servers = servers;
    }

    /** One with objects of its own. */
    public static Edge open() {
        try {
            Path home = Files.createTempDirectory("nfs2s3-edge");
            return at(home, Files.createDirectory(home.resolve("objects")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One in front of the directory in which S3 has the objects of a bucket. */
    public static Edge over(Path objects) {
        try {
            return at(Files.createTempDirectory("nfs2s3-edge"), objects);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Edge at(Path home, Path objects) throws IOException {
        Path buckets = Files.createDirectory(home.resolve("buckets"));
        Files.createSymbolicLink(buckets.resolve("localhost"), objects);
        return new Edge(home, objects, List.of(EmbeddedS3.startPublic(buckets), EmbeddedS3.startPublic(buckets)));
    }

    /** Its two names, each with the port. */
    public List<String> hosts() {
        return servers.stream()
                .map(server -> "localhost:" + server.endpoint().getPort())
                .toList();
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
        servers.forEach(EmbeddedS3::close);
        try {
            Directories.delete(home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
