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
 * Region and keys, of the section {@code aws} of the settings, or those that {@code sqs} and {@code s3} have of their own.
 *
 * @param region empty: that of the section {@code aws}, and in that one what the AWS default chain finds
 * @param accessKeyId empty: the keys of the section {@code aws}, and in that one the AWS default chain
 */
public record AwsSettings(String region, String accessKeyId, String secretAccessKey) {
    private static final String COMMON = "aws";

    /**
     * Those of a section.
     *
     * @throws IllegalArgumentException when they are wrong; with one line for each mistake, which names the key
     */
    static AwsSettings of(String section, ConfigValues values) {
        AwsSettings read = new AwsSettings(
                values.text(section + ".region"),
                values.text(section + ".accessKeyId"),
                values.secret(section + ".secretAccessKey"));
        new Problems()
                .addIf(
                        read.accessKeyId.isEmpty() != read.secretAccessKey.isEmpty(),
                        section + ".accessKeyId and " + section + ".secretAccessKey: set both, or neither to use "
                                + (section.equals(COMMON) ? "the AWS default chain" : "those of the section aws"))
                .addFrom(() -> RegionName.check(section + ".region", read.region))
                .throwIfAny();
        return read;
    }

    /** These, and those of the section {@code aws} in the place of what they leave empty: a pair of keys is one thing. */
    AwsSettings or(AwsSettings common) {
        boolean own = hasKeys();
        return new AwsSettings(
                region.isEmpty() ? common.region : region,
                own ? accessKeyId : common.accessKeyId,
                own ? secretAccessKey : common.secretAccessKey);
    }

    /** Whether both have the same pair of keys, or both ask the AWS default chain. */
    public boolean hasKeysOf(AwsSettings other) {
        return accessKeyId.equals(other.accessKeyId) && secretAccessKey.equals(other.secretAccessKey);
    }

    private boolean hasKeys() {
        return !accessKeyId.isEmpty();
    }

    public AwsCredentialsProvider credentials() {
        return hasKeys()
                ? StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey))
                : AwsDefaults.credentials();
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
