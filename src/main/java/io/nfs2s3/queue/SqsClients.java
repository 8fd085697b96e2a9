package io.nfs2s3.queue;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes SQS clients. Long polls have one of their own: each holds its connection, and deletes would starve behind it.
 */
public final class SqsClients {
    private static final int CONNECTIONS = 32;

    private SqsClients() {}

    /** For sends, deletes and the like, in the background: retried by the SDK for a few seconds. */
    public static SqsClient sender(QueueSettings settings, AwsCredentialsProvider credentials, Region region) {
        return client(
                settings.endpoint(),
                credentials,
                region,
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                AwsRetryStrategy.standardRetryStrategy());
    }

    /** For receives: one attempt, as long as a long poll and a little. The poll loop is the retry. */
    public static SqsClient receiver(QueueSettings settings, AwsCredentialsProvider credentials, Region region) {
        Duration patience = settings.longPoll().plusSeconds(10);
        return client(
                settings.endpoint(),
                credentials,
                region,
                Duration.ofSeconds(2),
                patience,
                patience.plusSeconds(2),
                AwsRetryStrategy.doNotRetry());
    }

    private static SqsClient client(
            Optional<URI> endpoint,
            AwsCredentialsProvider credentials,
            Region region,
            Duration connect,
            Duration socket,
            Duration call,
            RetryStrategy retries) {
        return SqsClient.builder()
                .applyMutation(builder -> endpoint.ifPresent(builder::endpointOverride))
                .region(region)
                .credentialsProvider(credentials)
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(connect)
                        .connectionAcquisitionTimeout(connect)
                        .socketTimeout(socket))
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(retries)
                        .apiCallTimeout(call)
                        .build())
                .build();
    }
}
