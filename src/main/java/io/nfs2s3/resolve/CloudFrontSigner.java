package io.nfs2s3.resolve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.cloudfront.CloudFrontUtilities;
import software.amazon.awssdk.services.cloudfront.cookie.CookiesForCannedPolicy;
import software.amazon.awssdk.services.cloudfront.cookie.CookiesForCustomPolicy;
import software.amazon.awssdk.services.cloudfront.model.CannedSignerRequest;
import software.amazon.awssdk.services.cloudfront.model.CustomSignerRequest;

/**
 * Signs URLs and cookies for a CloudFront distribution that serves only who has them. Nothing is called: it takes a
 * private key and about a millisecond. AWS's own library knows how policies and signatures are written, and reads keys of
 * both kinds; a site that signs nothing leaves it away.
 *
 * <p>The only class of the package that needs {@code software.amazon.awssdk:cloudfront} on the class path. Thread-safe.
 */
public final class CloudFrontSigner {
    private final CloudFrontUtilities cloudFront = CloudFrontUtilities.create();
    private final String keyPairId;
    private final PrivateKey key;

    private CloudFrontSigner(String keyPairId, PrivateKey key) {
        this.keyPairId = keyPairId;
        this.key = key;
    }

    /** @throws IllegalArgumentException when the private key cannot be read */
    public static CloudFrontSigner open(SigningSettings settings) {
        Path file = settings.privateKey();
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("resolve.signing.privateKey: the file " + file + " cannot be read");
        }
        PrivateKey key;
        try {
            key = CannedSignerRequest.builder().privateKey(file).build().privateKey();
        } catch (Exception e) { // the library declares no other
            throw new IllegalArgumentException(
                    "resolve.signing.privateKey: the file " + file + " has no RSA or EC private key in PEM", e);
        }
        if (key == null) {
            throw new IllegalArgumentException(
                    "resolve.signing.privateKey: the name of " + file + " must end in .pem or .der");
        }
        return new CloudFrontSigner(settings.keyPairId(), key);
    }

    /** A URL with a canned policy: anyone may get this very URL until the time, which counts to the second. */
    public String url(String url, Instant expires) {
        return cloudFront.getSignedUrlWithCannedPolicy(canned(url, expires)).url();
    }

    /** A URL with a custom policy, which may allow more than this URL. The policy makes it longer. */
    public String url(String url, SigningPolicy policy) {
        return cloudFront.getSignedUrlWithCustomPolicy(custom(url, policy)).url();
    }

    /** Cookies with a canned policy, by name: they allow one URL. */
    public Map<String, String> cookies(String url, Instant expires) {
        CookiesForCannedPolicy cookies = cloudFront.getCookiesForCannedPolicy(canned(url, expires));
        return named(cookies.expiresHeaderValue(), cookies.signatureHeaderValue(), cookies.keyPairIdHeaderValue());
    }

    /**
     * Cookies with a custom policy, by name: three cookies allow all URLs of the policy. Set them for the domain that
     * the CDN hosts share, with {@code Secure} and {@code HttpOnly}.
     */
    public Map<String, String> cookies(SigningPolicy policy) {
        CookiesForCustomPolicy cookies = cloudFront.getCookiesForCustomPolicy(custom(policy.resource(), policy));
        return named(cookies.policyHeaderValue(), cookies.signatureHeaderValue(), cookies.keyPairIdHeaderValue());
    }

    /** For a resolver: canned URLs, each given out for half of its validity. */
    CdnUrls.Signer urlSigner(Duration validFor, Clock clock) {
        return new CdnUrls.Signer() {
            @Override
            public String sign(String url) {
                return url(url, clock.instant().plus(validFor));
            }

            @Override
            public long reuseNanos() {
                return validFor.toNanos() / 2;
            }
        };
    }

    private Consumer<CannedSignerRequest.Builder> canned(String url, Instant expires) {
        return request ->
                request.resourceUrl(url).privateKey(key).keyPairId(keyPairId).expirationDate(expires);
    }

    private Consumer<CustomSignerRequest.Builder> custom(String url, SigningPolicy policy) {
        return request -> {
            request.resourceUrl(url)
                    .resourceUrlPattern(policy.resource())
                    .privateKey(key)
                    .keyPairId(keyPairId)
                    .expirationDate(policy.expires());
            policy.activeFrom().ifPresent(request::activeDate);
            policy.ipRange().ifPresent(request::ipRange);
        };
    }

    /** The library gives each as {@code NAME=VALUE}. */
    private static Map<String, String> named(String first, String signature, String keyPair) {
        return Map.of(name(first), value(first), name(signature), value(signature), name(keyPair), value(keyPair));
    }

    private static String name(String cookie) {
        return cookie.substring(0, cookie.indexOf('='));
    }

    private static String value(String cookie) {
        return cookie.substring(cookie.indexOf('=') + 1);
    }
}
