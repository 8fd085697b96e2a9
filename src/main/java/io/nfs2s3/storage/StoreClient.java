package io.nfs2s3.storage;

import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * The connections to S3: the SDK's client, and the direct way for bodies. Thread-safe.
 */
public final class StoreClient implements AutoCloseable {
    private final SdkAsyncHttpClient http;
    private final S3AsyncClient s3;
    private final BodySender bodies;

    private StoreClient(SdkAsyncHttpClient http, S3AsyncClient s3, BodySender bodies) {
        this.http = http;
        this.s3 = s3;
        this.bodies = bodies;
    }

    /**
     * A client for many small PUTs at once. Bodies are in memory with their checksum computed beforehand, which costs a
     * third of the CPU of a checksum that the client computes. The SDK owns the quick retries of one call (three
     * attempts); what lasts longer is the queue's to repeat.
     *
     * @param concurrency requests in flight
     * @param load sees every attempt
     * @param clock dates the signatures
     */
    public static StoreClient open(
            StorageSettings settings,
            AwsCredentialsProvider credentials,
            Region region,
            int concurrency,
            StoreLoad load,
            Clock clock) {
        SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder()
                .maxConcurrency(concurrency)
                .maxPendingConnectionAcquires(concurrency * 20)
                .connectionTimeout(Duration.ofSeconds(3))
                .connectionAcquisitionTimeout(settings.callTimeout())
                .readTimeout(settings.callTimeout())
                .writeTimeout(settings.callTimeout())
                .build();
        S3AsyncClient s3 = S3Clients.on(http, settings, credentials, region)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .addExecutionInterceptor(load)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                        .apiCallAttemptTimeout(settings.callTimeout())
                        .apiCallTimeout(settings.callTimeout().multipliedBy(2))
                        .build())
                .build();
        BucketAddress bucket = BucketAddress.of(
                s3.utilities().getUrl(url -> url.bucket(settings.bucket()).key(BucketAddress.PROBE)));
        DirectPut direct = isProxied(bucket) ? null : new DirectPut(bucket, credentials, region, settings, load, clock);
        return new StoreClient(http, s3, new BodySender(direct));
    }

    /** Whether the environment or the JVM has a proxy for it, which the SDK's client knows how to use. */
    private static boolean isProxied(BucketAddress bucket) {
        ProxyConfiguration proxy = ProxyConfiguration.builder()
                .scheme(bucket.secure() ? "https" : "http")
                .build();
        return proxy.host() != null
                && !proxy.host().isEmpty()
                && proxy.nonProxyHosts().stream().noneMatch(bucket.host()::matches);
    }

    S3AsyncClient s3() {
        return s3;
    }

    BodySender bodies() {
        return bodies;
    }

    @Override
    public void close() {
        bodies.close();
        s3.close();
        http.close();
    }
}
