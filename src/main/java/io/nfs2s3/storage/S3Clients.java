package io.nfs2s3.storage;

import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Makes the SDK's clients of S3: what all of their requests have in common. PUTs of files go by {@link PutTransport}. */
final class S3Clients {
    private S3Clients() {}

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
