package io.nfs2s3.storage;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** What the clients for writing and for reading have in common. */
final class S3Clients {
    private S3Clients() {}

    /** A client on connections that their owner closes. Checksums are sent and compared only where a call names them. */
    static S3AsyncClientBuilder on(
            S3Connections connections, StorageSettings settings, AwsCredentialsProvider credentials, Region region) {
        return S3AsyncClient.builder()
                .applyMutation(builder -> settings.endpoint().ifPresent(builder::endpointOverride))
                .region(region)
                .credentialsProvider(credentials)
                .forcePathStyle(settings.pathStyle())
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClient(connections.http());
    }
}
