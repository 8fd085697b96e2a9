package io.nfs2s3.storage;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Makes the S3 client. */
public final class S3Clients {
    private S3Clients() {}

    /**
     * A client for many small PUTs at once. Bodies are in memory with their checksum computed beforehand, which costs a
     * third of the CPU of a checksum that the client computes. The SDK owns the quick retries of one call (three
     * attempts); what lasts longer is the queue's to repeat.
     *
     * @param concurrency requests in flight
     * @param load sees every attempt
     */
    public static S3AsyncClient create(
            StorageSettings settings,
            AwsCredentialsProvider credentials,
            Region region,
            int concurrency,
            StoreLoad load) {
        return S3AsyncClient.builder()
                .applyMutation(builder -> settings.endpoint().ifPresent(builder::endpointOverride))
                .region(region)
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(concurrency)
                        .maxPendingConnectionAcquires(concurrency * 20)
                        .connectionTimeout(Duration.ofSeconds(3))
                        .connectionAcquisitionTimeout(settings.callTimeout())
                        .readTimeout(settings.callTimeout())
                        .writeTimeout(settings.callTimeout()))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .addExecutionInterceptor(load)
                        .retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                        .apiCallAttemptTimeout(settings.callTimeout())
                        .apiCallTimeout(settings.callTimeout().multipliedBy(2))
                        .build())
                .build();
    }
}
