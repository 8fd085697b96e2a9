package io.nfs2s3.storage;

import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Makes the SDK's clients of S3: what all of their requests have in common. PUTs of files go by {@link PutTransport}. */
final class S3Clients {
    /** Attempts of a call, the first included: the SDK's own number. */
    static final int ATTEMPTS = 3;

    /** What Netty says of a pipeline, see {@link #metBusyPipeline}. */
    private static final String BUSY_PIPELINE = "Duplicate handler name";

    private S3Clients() {}

    /** The SDK's standard strategy, which also repeats a call that {@link #metBusyPipeline}. */
    static RetryStrategy retries(int attempts) {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(attempts)
                .retryOnException(S3Clients::metBusyPipeline)
                .build();
    }

    /**
     * Whether the SDK took a connection whose pipeline was not through with the request before. On a host that is short of CPU, an
     * answer may be read before Netty gets to remove the handler of the request's body; the next request then cannot add its own.
     * The SDK takes that for an error of the caller. Its head may have been sent, so the store may have done what it asks: the same
     * as when a connection is lost, which the SDK repeats.
     */
    private static boolean metBusyPipeline(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof IllegalArgumentException
                    && String.valueOf(t.getMessage()).startsWith(BUSY_PIPELINE)) {
                return true;
            }
        }
        return false;
    }

    /**
     * A client on connections that their owner closes. Checksums are sent and compared only where a call names them.
     *
     * @param override what one client has for itself
     */
    static S3AsyncClient on(
            S3Connections connections,
            StorageSettings settings,
            AwsCredentialsProvider credentials,
            Region region,
            Consumer<ClientOverrideConfiguration.Builder> override) {
        return S3AsyncClient.builder()
                .applyMutation(builder -> settings.endpoint().ifPresent(builder::endpointOverride))
                .region(region)
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClient(connections.http())
                .overrideConfiguration(override)
                .build();
    }
}
