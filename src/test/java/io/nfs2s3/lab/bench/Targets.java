package io.nfs2s3.lab.bench;

import io.nfs2s3.settings.Settings;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The two servers that are copied to. */
final class Targets implements AutoCloseable {
    static final String S3PROXY = "s3proxy";
    static final String SINK = "sink";
    private final Target s3proxy;
    private final Target sink;

    Targets(Servers servers, URI sinkEndpoint) {
        Settings settings = servers.settings(Map.of());
        String bucket = settings.s3().bucket();
        this.s3proxy = new Target(
                S3PROXY,
                settings.s3().endpoint().orElseThrow(),
                bucket,
                Bare.credentials(settings),
                Optional.of(servers.objects(bucket)));
        this.sink = new Target(SINK, sinkEndpoint, bucket, Bare.credentials(settings), Optional.empty());
    }

    Target named(String name) {
        return name.equals(SINK) ? sink : s3proxy;
    }

    @Override
    public void close() {
        s3proxy.close();
        sink.close();
    }
}
