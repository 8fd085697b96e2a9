package io.nfs2s3.lab.devstack;

import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Plain blocking clients of a {@link Stack}, with which tests set the scene and look at the outcome. */
public final class StackClients {
    private StackClients() {}

    /** A client for queues; the caller closes it. */
    public static SqsClient sqs(StackAddresses addresses, ExecutionInterceptor... interceptors) {
        return SqsClient.builder()
                .overrideConfiguration(config -> config.executionInterceptors(List.of(interceptors)))
                .endpointOverride(addresses.sqsEndpoint())
                .region(Region.of(addresses.region()))
                .credentialsProvider(credentials(addresses))
                .build();
    }

    /** A client for objects, which sends only the checksums that a request names; the caller closes it. */
    public static S3Client s3(StackAddresses addresses) {
        return S3Client.builder()
                .endpointOverride(addresses.s3Endpoint())
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .region(Region.of(addresses.region()))
                .credentialsProvider(credentials(addresses))
                .build();
    }

    private static StaticCredentialsProvider credentials(StackAddresses addresses) {
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(addresses.accessKeyId(), addresses.secretAccessKey()));
    }
}
