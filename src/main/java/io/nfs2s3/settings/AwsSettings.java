package io.nfs2s3.settings;

import io.nfs2s3.aws.AwsDefaults;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;

/**
 * The section {@code aws} of the settings.
 *
 * @param region empty: what the AWS default chain finds
 * @param accessKeyId empty: the AWS default chain
 */
public record AwsSettings(String region, String accessKeyId, String secretAccessKey) {
    public AwsSettings {
        if (accessKeyId.isEmpty() != secretAccessKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "aws.accessKeyId and aws.secretAccessKey: set both, or neither to use the AWS default chain");
        }
    }

    public AwsCredentialsProvider credentials() {
        return accessKeyId.isEmpty()
                ? AwsDefaults.credentials()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey));
    }

    public Region sdkRegion() {
        if (!region.isEmpty()) {
            return Region.of(region);
        }
        try {
            return AwsDefaults.region();
        } catch (SdkClientException e) {
            throw new SettingsException(List.of("aws.region is empty, and " + e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return "AwsSettings[region=" + region + ", accessKeyId=" + accessKeyId + ", secretAccessKey=***]";
    }
}
