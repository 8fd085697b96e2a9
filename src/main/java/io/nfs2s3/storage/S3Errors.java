package io.nfs2s3.storage;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
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

    private static final Set<String> PASSING_CONFLICT = Set.of("ConditionalRequestConflict", "OperationAborted");
    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");

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

    /** The error that the SDK would make of an answer to a PUT. */
    static AwsServiceException of(PutResponse response) {
        SdkHttpResponse.Builder http = SdkHttpResponse.builder().statusCode(response.status());
        response.headers().forEach(http::putHeader);
        return AwsServiceException.builder()
                .statusCode(response.status())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(element(CODE, response))
                        .errorMessage(element(MESSAGE, response))
                        .sdkHttpResponse(http.build())
                        .build())
                .build();
    }

    private static @Nullable String element(Pattern element, PutResponse response) {
        Matcher found = element.matcher(response.body());
        return found.find() ? found.group(1) : null;
    }

    /** A key that is not free; nginx says 304. */
    static boolean isTaken(Throwable error) {
        return FutureErrors.cause(error) instanceof AwsServiceException service
                && (service.statusCode() == 412
                        || service.statusCode() == 304
                        || errorCode(service).equals("PreconditionFailed"));
    }

    /** What the SDK does not repeat by itself: a race between conditional writes, and a body that came too slowly. */
    static boolean isWorthAnotherPut(Throwable error) {
        return error instanceof AwsServiceException service
                && (PASSING_CONFLICT.contains(errorCode(service)) || service.statusCode() == 408);
    }

    /** Credentials that were good. */
    static boolean isExpired(Throwable error) {
        return error instanceof AwsServiceException service
                && errorCode(service).equals("ExpiredToken");
    }

    /** A store that does not know what was asked. */
    static boolean isNotImplemented(Throwable error) {
        return FutureErrors.cause(error) instanceof AwsServiceException service
                && (service.statusCode() == 501 || errorCode(service).equals("NotImplemented"));
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
