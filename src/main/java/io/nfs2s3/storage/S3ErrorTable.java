package io.nfs2s3.storage;

import static java.util.Map.entry;

import io.nfs2s3.media.FailureCode;
import java.util.Map;
import java.util.Set;

/**
 * What an answer of a store means: the one table, by error code first and by status where the code is not in it, for
 * stores disagree about statuses, and some send none of S3's codes.
 *
 * <ul>
 *   <li>{@code STORE_SLOW}: it asks for fewer requests.
 *   <li>{@code STORE_REFUSED}: what it says can only be about this object.
 *   <li>{@code CHECKSUM_MISMATCH}, {@code STORE_BUSY}, {@code STORE_DOWN}, {@code STORE_REFUSES}: undecided. It may be
 *       about this object or about all of them, and no code tells: a policy may deny one name or the whole bucket. So
 *       whoever copies files judges by what happens to the others. What is not in the table is undecided too.
 * </ul>
 */
final class S3ErrorTable {
    private static final Map<String, FailureCode> CODES = Map.ofEntries(
            // slow down, whatever the status; the SDK knows more of them, see S3Errors
            entry("SlowDown", FailureCode.STORE_SLOW),
            entry("SlowDownRead", FailureCode.STORE_SLOW),
            entry("SlowDownWrite", FailureCode.STORE_SLOW),
            entry("ServiceUnavailable", FailureCode.STORE_SLOW),
            entry("Throttling", FailureCode.STORE_SLOW),
            entry("ThrottlingException", FailureCode.STORE_SLOW),
            entry("KMS.ThrottlingException", FailureCode.STORE_SLOW),
            entry("RequestThrottled", FailureCode.STORE_SLOW),
            entry("TooManyRequests", FailureCode.STORE_SLOW),
            entry("RequestLimitExceeded", FailureCode.STORE_SLOW),
            entry("RequestRateLimitExceeded", FailureCode.STORE_SLOW), // Wasabi, with 400
            entry("BandwidthLimitExceeded", FailureCode.STORE_SLOW),
            // this object
            entry("EntityTooLarge", FailureCode.STORE_REFUSED),
            entry("EntityTooSmall", FailureCode.STORE_REFUSED),
            entry("KeyTooLongError", FailureCode.STORE_REFUSED),
            entry("MetadataTooLarge", FailureCode.STORE_REFUSED),
            entry("InvalidObjectState", FailureCode.STORE_REFUSED),
            entry("XMinioInvalidObjectName", FailureCode.STORE_REFUSED),
            entry("XMinioObjectExistsAsDirectory", FailureCode.STORE_REFUSED),
            entry("XMinioParentIsObject", FailureCode.STORE_REFUSED),
            // other bytes than were sent
            entry("BadDigest", FailureCode.CHECKSUM_MISMATCH),
            entry("InvalidDigest", FailureCode.CHECKSUM_MISMATCH),
            entry("XAmzContentChecksumMismatch", FailureCode.CHECKSUM_MISMATCH),
            entry("XAmzContentSHA256Mismatch", FailureCode.CHECKSUM_MISMATCH),
            // passing
            entry("ConditionalRequestConflict", FailureCode.STORE_BUSY),
            entry("OperationAborted", FailureCode.STORE_BUSY),
            entry("RequestTimeout", FailureCode.STORE_BUSY),
            entry("NoSuchUpload", FailureCode.STORE_BUSY),
            // the store fails
            entry("InternalError", FailureCode.STORE_DOWN),
            // credentials, bucket, clock, rights, key management, and headers that it does not take
            entry("NotImplemented", FailureCode.STORE_REFUSES));

    /** Of bucket, credentials and clock: what they say of a part, they say of a whole object too. */
    private static final Set<String> BUCKET_AND_CREDENTIALS = Set.of(
            "NoSuchBucket",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "TokenRefreshRequired",
            "RequestTimeTooSkewed",
            "AccountProblem",
            "PermanentRedirect",
            "AuthorizationHeaderMalformed");

    private S3ErrorTable() {}

    /** What the same answer means to an upload in parts, which may need other rights. */
    static FailureCode ofParts(String code, int status) {
        FailureCode whole = of(code, status);
        return whole == FailureCode.STORE_REFUSES && !BUCKET_AND_CREDENTIALS.contains(code)
                ? FailureCode.STORE_REFUSES_PARTS
                : whole;
    }

    /**
     * What an answer means.
     *
     * @param code of the error; empty where the answer has none
     * @param status of HTTP
     */
    static FailureCode of(String code, int status) {
        FailureCode known = CODES.get(code);
        return known == null ? of(status) : known;
    }

    private static FailureCode of(int status) {
        return switch (status) {
            case 503, 429 -> FailureCode.STORE_SLOW;
            case 413, 414 -> FailureCode.STORE_REFUSED;
            case 408, 409 -> FailureCode.STORE_BUSY;
            case 501, 505 -> FailureCode.STORE_REFUSES;
            default -> status >= 500 ? FailureCode.STORE_DOWN : FailureCode.STORE_REFUSES;
        };
    }
}
