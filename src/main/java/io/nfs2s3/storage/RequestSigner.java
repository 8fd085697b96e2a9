package io.nfs2s3.storage;

import io.nfs2s3.media.Digests;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.ClockSkew;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * Signs PUTs to S3 with AWS Signature Version 4, in the Authorization header (IAM User Guide, "Create a signed AWS API
 * request"). The SDK's signer costs several times the CPU; a test holds this one to it. Thread-safe.
 */
final class RequestSigner {
    /** S3 takes this for the hash of a body. What is signed instead is its checksum, which stands in a header. */
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;
    private static final String HMAC = "HmacSHA256";

    /** To find one among the providers takes longer than to use it. */
    private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(RequestSigner::mac);

    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Digests::sha256);
    private static final Pattern SPACES = Pattern.compile(" {2,}");

    /** The key for one day. */
    private record Key(String secret, String date, SecretKeySpec key) {}

    private final String region;
    private final Clock clock;
    private volatile @Nullable Key key;
    private volatile Duration skew = Duration.ZERO;

    RequestSigner(String region, Clock clock) {
        this.region = region;
        this.clock = clock;
    }

    /** Adopts the store's time where it refuses ours, as the SDK does. */
    void correctClock(SdkException failure) {
        if (failure instanceof AwsServiceException service && service.isClockSkewException()) {
            ClockSkew.getServerTime(service.awsErrorDetails().sdkHttpResponse())
                    .ifPresent(theirs -> skew = Duration.between(clock.instant(), theirs));
        }
    }

    /** Adds what makes the request a signed one, or signs it anew: its headers are, its body is not. */
    void sign(PutRequest request, AwsCredentialsIdentity credentials) {
        request.headers().remove("authorization");
        request.headers().remove("x-amz-security-token");
        String time = TIME.format(clock.instant().plus(skew));
        String date = time.substring(0, DATE_LENGTH);
        request.header("x-amz-date", time).header("x-amz-content-sha256", UNSIGNED);
        if (credentials instanceof AwsSessionCredentialsIdentity session) {
            request.header("x-amz-security-token", session.sessionToken());
        }
        String scope = date + "/" + region + "/s3/aws4_request";
        String names = String.join(";", request.headers().keySet());
        String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash(canonical(request, names));
        String signature = HexFormat.of().formatHex(hmac(keyOf(credentials.secretAccessKey(), date), toSign));
        request.header(
                "authorization",
                ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                        + ", Signature=" + signature);
    }

    private static ByteBuffer canonical(PutRequest request, String names) {
        StringBuilder text = new StringBuilder(1024);
        text.append("PUT\n")
                .append(request.path())
                .append('\n')
                .append(request.query())
                .append('\n');
        for (Map.Entry<String, String> header : request.headers().entrySet()) {
            text.append(header.getKey())
                    .append(':')
                    .append(collapsed(header.getValue()))
                    .append('\n');
        }
        text.append('\n').append(names).append('\n').append(UNSIGNED);
        return ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String collapsed(String value) {
        String trimmed = value.trim();
        return trimmed.contains("  ") ? SPACES.matcher(trimmed).replaceAll(" ") : trimmed;
    }

    private SecretKeySpec keyOf(String secret, String date) {
        Key known = key;
        if (known == null || !known.date.equals(date) || !known.secret.equals(secret)) {
            SecretKeySpec ofDate = spec(hmac(spec(("AWS4" + secret).getBytes(StandardCharsets.UTF_8)), date));
            known = new Key(secret, date, spec(hmac(spec(hmac(spec(hmac(ofDate, region)), "s3")), "aws4_request")));
            key = known;
        }
        return known.key;
    }

    private static SecretKeySpec spec(byte[] bytes) {
        return new SecretKeySpec(bytes, HMAC);
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = MAC.get();
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HmacSHA256 takes any key", e);
        }
    }

    /** SHA-256 in hexadecimal digits. */
    private static String hash(ByteBuffer bytes) {
        MessageDigest digest = SHA_256.get();
        digest.update(bytes);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static Mac mac() {
        try {
            return Mac.getInstance(HMAC);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }
}
