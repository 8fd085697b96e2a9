package io.nfs2s3.storage;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Classes errors of S3, once. Codes come before statuses: stores disagree about statuses. */
final class S3Errors {
    private static final Set<String> BAD_DIGEST =
            Set.of("BadDigest", "XAmzContentChecksumMismatch", "XAmzContentSHA256Mismatch", "InvalidDigest");
    private static final Set<String> WHOLE_STORE = Set.of(
            "NoSuchBucket",
            "AccessDenied",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "RequestTimeTooSkewed",
            "AccountProblem",
            "PermanentRedirect",
            "AuthorizationHeaderMalformed");
    private static final Set<String> OVERLOADED =
            Set.of("SlowDown", "ServiceUnavailable", "TooManyRequestsException", "RequestLimitExceeded");
    private static final Set<String> PASSING =
            Set.of("ConditionalRequestConflict", "OperationAborted", "RequestTimeout", "InternalError", "NoSuchUpload");

    private S3Errors() {}

    static MigrationException classify(Throwable thrown) {
        Throwable error = FutureErrors.cause(thrown);
        if (error instanceof MigrationException classed) {
            return classed;
        }
        if (error instanceof AwsServiceException service) {
            return new MigrationException(code(service), "S3 answered " + describe(service), service);
        }
        if (error instanceof SdkClientException) {
            return new MigrationException(
                    FailureCode.STORE_DOWN, "S3 cannot be reached: " + ErrorText.ofRoot(error), error);
        }
        return new MigrationException(FailureCode.INTERNAL, "unexpected: " + error, error);
    }

    private static FailureCode code(AwsServiceException error) {
        String code = errorCode(error);
        if (BAD_DIGEST.contains(code)) {
            return FailureCode.CHECKSUM_MISMATCH;
        }
        if (WHOLE_STORE.contains(code) || error.statusCode() == 403) {
            return FailureCode.STORE_REFUSES;
        }
        if (OVERLOADED.contains(code) || error.statusCode() == 503 || error.statusCode() == 429) {
            return FailureCode.STORE_SLOW;
        }
        if (PASSING.contains(code) || error.statusCode() == 409) {
            return FailureCode.STORE_BUSY;
        }
        return error.statusCode() >= 500 ? FailureCode.STORE_DOWN : FailureCode.STORE_REFUSED;
    }

    static boolean isTaken(Throwable error) {
        return FutureErrors.cause(error) instanceof AwsServiceException service
                && (service.statusCode() == 412 || errorCode(service).equals("PreconditionFailed"));
    }

    static boolean isMissing(Throwable error) {
        return FutureErrors.cause(error) instanceof AwsServiceException service
                && service.statusCode() == 404
                && !errorCode(service).equals("NoSuchBucket");
    }

    /** The status of an answer; 0 if there was none. */
    static int status(Throwable error) {
        return FutureErrors.cause(error) instanceof AwsServiceException service ? service.statusCode() : 0;
    }

    /** A header of the answer; null if it has none. */
    static @Nullable String header(Throwable error, String name) {
        if (FutureErrors.cause(error) instanceof AwsServiceException service && service.awsErrorDetails() != null) {
            SdkHttpResponse answer = service.awsErrorDetails().sdkHttpResponse();
            return answer == null ? null : answer.firstMatchingHeader(name).orElse(null);
        }
        return null;
    }

    private static String describe(AwsServiceException error) {
        return error.statusCode() + " " + errorCode(error)
                + (error.awsErrorDetails() == null || error.awsErrorDetails().errorMessage() == null
                        ? ""
                        : ": " + error.awsErrorDetails().errorMessage());
    }

    private static String errorCode(AwsServiceException error) {
        return error.awsErrorDetails() == null || error.awsErrorDetails().errorCode() == null
                ? ""
                : error.awsErrorDetails().errorCode();
    }
}
