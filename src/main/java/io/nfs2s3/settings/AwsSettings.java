package io.nfs2s3.settings;

import io.nfs2s3.aws.AwsDefaults;
import io.nfs2s3.aws.RegionName;
import io.nfs2s3.media.Problems;
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
        new Problems()
                .addIf(
                        accessKeyId.isEmpty() != secretAccessKey.isEmpty(),
                        "aws.accessKeyId and aws.secretAccessKey: set both, or neither to use the AWS default chain")
                .addFrom(() -> RegionName.check("aws.region", region))
                .throwIfAny();
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
            Region found = AwsDefaults.region();
            RegionName.check("AWS_REGION, or the region of the AWS profile,", found.id());
            return found;
        } catch (IllegalArgumentException e) {
            throw new SettingsException(List.of(String.valueOf(e.getMessage())));
        } catch (SdkClientException e) {
            throw new SettingsException(List.of("aws.region is empty, and " + e.getMessage()));
        }
    }

    @Override
    public String toString() {
        return "AwsSettings[region=" + region + ", accessKeyId=" + accessKeyId + ", secretAccessKey=***]";
    }
}
