package io.nfs2s3.resolve;

import io.nfs2s3.media.Problems;
import io.nfs2s3.media.SettingRange;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How URLs are signed for CloudFront.
 *
 * @param keyPairId the id of the public key in CloudFront, such as {@code K2JCJMDEHXQW5F}
 * @param privateKey a PEM file (or DER, named {@code .der}) with the private key
 * @param validFor how long a signed URL is valid at most; each that is given out is for half of it at least; 1 m
 *     to 7 d
 */
public record SigningSettings(String keyPairId, Path privateKey, Duration validFor) {
    public static final SettingRange<Duration> VALID_FOR =
            new SettingRange<>("resolve.signing.validFor", Duration.ofMinutes(1), Duration.ofDays(7));

    /** @throws IllegalArgumentException when there is no key pair id, or the time is out of its range */
    public SigningSettings {
        new Problems()
                .addIf(
                        keyPairId.isBlank(),
                        "resolve.signing.keyPairId is empty; give the id of the public key, or leave the private key out")
                .addFrom(() -> VALID_FOR.require(validFor))
                .throwIfAny();
    }
}
