package io.nfs2s3.resolve;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How URLs are signed for CloudFront.
 *
 * @param keyPairId the id of the public key in CloudFront, such as {@code K2JCJMDEHXQW5F}
 * @param privateKey a PEM file (or DER, named {@code .der}) with the private key
 * @param validFor how long a signed URL is valid at most; each that is given out is for half of it at least
 */
public record SigningSettings(String keyPairId, Path privateKey, Duration validFor) {
    /** @throws IllegalArgumentException when there is no key pair id */
    public SigningSettings {
        if (keyPairId.isBlank()) {
            throw new IllegalArgumentException(
                    "resolve.signing.keyPairId is empty; give the id of the public key, or leave the private key out");
        }
    }
}
