package io.nfs2s3.storage;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The connections of an SDK client, on threads of their own, so that they close at once. The threads that the SDK would
 * share out rest for two seconds first, and each command would end so much later. Thread-safe.
 */
final class S3Connections implements AutoCloseable {
    private static final long MOST_SECONDS = 2;

    private final SdkEventLoopGroup threads;
    private final SdkAsyncHttpClient http;

    private S3Connections(SdkEventLoopGroup threads, SdkAsyncHttpClient http) {
        this.threads = threads;
        this.http = http;
    }

    /** Opens none yet: calls do. */
    static S3Connections open(Consumer<NettyNioAsyncHttpClient.Builder> limits) {
        SdkEventLoopGroup threads = SdkEventLoopGroup.builder().build();
        return new S3Connections(
                threads,
                NettyNioAsyncHttpClient.builder()
                        .eventLoopGroup(threads)
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
        Future<?> ended = threads.eventLoopGroup().shutdownGracefully(0, MOST_SECONDS, TimeUnit.SECONDS);
        ended.awaitUninterruptibly(MOST_SECONDS, TimeUnit.SECONDS);
    }
}
