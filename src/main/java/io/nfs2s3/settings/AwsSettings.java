package io.nfs2s3.settings;

import io.nfs2s3.aws.AwsDefaults;
import io.nfs2s3.media.Problems;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9]+([-_][A-Za-z0-9]+)*");
    /** Regions of AWS end in a number, their zones in a letter behind it. */
    private static final Pattern ZONE = Pattern.compile("([a-z]{2,3}(-[a-z]+)+-[0-9]+)(-[a-z0-9-]+)?[a-z]");

    public AwsSettings {
        new Problems()
                .addIf(
                        accessKeyId.isEmpty() != secretAccessKey.isEmpty(),
                        "aws.accessKeyId and aws.secretAccessKey: set both, or neither to use the AWS default chain")
                .addFrom(() -> checkRegion("aws.region", region))
                .throwIfAny();
    }

    private static void checkRegion(String key, String region) {
        Matcher zone = ZONE.matcher(region);
        if (zone.matches()) {
            throw new IllegalArgumentException(
                    ValueReader.shown(key, region) + " is an availability zone; its region is " + zone.group(1));
        }
        if (!region.isEmpty() && !REGION.matcher(region).matches()) {
            throw new IllegalArgumentException(
                    ValueReader.shown(key, region) + " must be a region such as eu-central-1, or empty");
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
            Region found = AwsDefaults.region();
            checkRegion("AWS_REGION, or the region of the AWS profile,", found.id());
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
