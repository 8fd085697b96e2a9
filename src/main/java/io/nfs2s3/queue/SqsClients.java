package io.nfs2s3.queue;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Makes SQS clients. Long polls have one of their own: each holds its connection, and deletes would starve behind it. They
 * are on the HTTP client of the JDK, which clashes with no version of a library that a site has on its class path.
 */
public final class SqsClients {
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private SqsClients() {}

    /** For sends, deletes and the like, in the background: retried by the SDK for a few seconds. */
    public static SqsClient sender(QueueSettings settings, AwsCredentialsProvider credentials, Region region) {
        return client(
                settings.endpoint(),
                credentials,
                region,
                http(settings.endpoint(), CONNECT, Duration.ofSeconds(5)),
                override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy())
                        .apiCallTimeout(Duration.ofSeconds(10)));
    }

    /** For receives: one attempt, as long as a long poll and a little. The poll loop is the retry. */
    public static SqsClient receiver(QueueSettings settings, AwsCredentialsProvider credentials, Region region) {
        Duration patience = settings.longPoll().plusSeconds(10);
        return client(
                settings.endpoint(),
                credentials,
                region,
                http(settings.endpoint(), CONNECT, patience),
                override ->
                        override.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(patience.plusSeconds(2)));
    }

    /**
     * For uploads: one attempt. A call that nobody waits for any more ends soon after.
     *
     * @param region asked for by the first call
     * @param read until more of an answer comes; half of it for a connect
     * @param whole for a call as a whole
     */
    public static LazySqsClient hurried(
            Optional<URI> endpoint,
            AwsCredentialsProvider credentials,
            Supplier<Region> region,
            Duration read,
            Duration whole) {
        return new LazySqsClient(() -> client(
                endpoint,
                credentials,
                region.get(),
                http(endpoint, read.dividedBy(2), read),
                override ->
                        override.retryStrategy(AwsRetryStrategy.doNotRetry()).apiCallTimeout(whole)));
    }

    /**
     * The connections of a client: as many as there are threads that call. The JDK keeps five of them for the next call,
     * for five seconds. By itself the SDK asks for the proxy of plain HTTP, whatever it speaks.
     *
     * @param connect for one address
     * @param read until more of an answer comes
     */
    private static UrlConnectionHttpClient.Builder http(Optional<URI> endpoint, Duration connect, Duration read) {
        String scheme = endpoint.map(URI::getScheme).orElse("https");
        return UrlConnectionHttpClient.builder()
                .proxyConfiguration(ProxyConfiguration.builder().scheme(scheme).build())
                .connectionTimeout(connect)
                .socketTimeout(read);
    }

    private static SqsClient client(
            Optional<URI> endpoint,
            AwsCredentialsProvider credentials,
            Region region,
            UrlConnectionHttpClient.Builder http,
            Consumer<ClientOverrideConfiguration.Builder> override) {
        return SqsClient.builder()
                .applyMutation(builder -> endpoint.ifPresent(builder::endpointOverride))
                .region(region)
                .credentialsProvider(credentials)
                .httpClientBuilder(http)
                .overrideConfiguration(override)
                .build();
    }
}
