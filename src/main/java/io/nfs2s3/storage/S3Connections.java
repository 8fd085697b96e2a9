package io.nfs2s3.storage;

import io.netty.util.concurrent.Future;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The connections of an SDK client, on threads of their own, so that they close within a moment. The threads that the SDK
 * would share out rest for two seconds first, and each command would end so much later. Thread-safe.
 */
final class S3Connections implements AutoCloseable {
    private static final long MOST_MILLIS = 2_000;

    /** The pools close on these threads, which must not end in the middle of that. */
    private static final long QUIET_MILLIS = 100;

    private final SdkEventLoopGroup threads;
    private final SdkAsyncHttpClient http;

    private S3Connections(SdkEventLoopGroup threads, SdkAsyncHttpClient http) {
        this.threads = threads;
        this.http = http;
    }

    /**
     * Opens none yet: calls do.
     *
     * @param settings say where the store is, and so by which proxy it is reached
     */
    static S3Connections open(StorageSettings settings, Consumer<NettyNioAsyncHttpClient.Builder> limits) {
        String scheme = settings.endpoint().map(URI::getScheme).orElse("https");
        SdkEventLoopGroup threads = SdkEventLoopGroup.builder().build();
        return new S3Connections(
                threads,
                NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(threads)
                        .proxyConfiguration(HttpProxy.forNetty(scheme))
                        .applyMutation(limits)
                        .build());
    }

    SdkAsyncHttpClient http() {
        return http;
    }

    /** Waits for the threads, for two seconds at the most. */
    @Override
    public void close() {
        http.close();
        Future<?> ended = threads.eventLoopGroup().shutdownGracefully(QUIET_MILLIS, MOST_MILLIS, TimeUnit.MILLISECONDS);
        ended.awaitUninterruptibly(MOST_MILLIS, TimeUnit.MILLISECONDS);
    }
}
