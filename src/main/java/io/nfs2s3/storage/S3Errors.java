package io.nfs2s3.storage;

import static java.util.stream.Collectors.joining;

import io.nfs2s3.media.ErrorText;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Classes errors of S3, once, by {@link S3ErrorTable}. */
final class S3Errors {
    private static final Set<String> PASSING_CONFLICT = Set.of("ConditionalRequestConflict", "OperationAborted");
    private static final Set<String> OLD_CREDENTIALS = Set.of("ExpiredToken", "TokenRefreshRequired", "InvalidToken");

    /** What gives their time to all calls but those of {@link ObjectReader}. */
    private static final String CALL_TIMEOUT = "s3.callTimeout";

    private static final Pattern CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]*)</Message>");
    private static final Pattern HEADER = Pattern.compile("<Header>([^<]*)</Header>");

    private S3Errors() {}

    static MigrationException classify(Throwable thrown) {
        return classify(thrown, CALL_TIMEOUT);
    }

    /** @param limit the setting that gives the call its time */
    static MigrationException classify(Throwable thrown, String limit) {
        Throwable error = FutureErrors.cause(thrown);
        if (error instanceof MigrationException classed) {
            return classed;
        }
        if (error instanceof AwsServiceException service) {
            return new MigrationException(
                    code(service), "S3 answered " + describe(service) + HeadErrors.region(service), service);
        }
        if (error instanceof SdkClientException) {
            String text = isCutOff(error)
                    ? "S3 did not answer within our own time limit, see " + limit
                    : "S3 cannot be reached: " + ErrorText.ofRoot(error);
            return new MigrationException(FailureCode.STORE_DOWN, text, error);
        }
        return new MigrationException(FailureCode.INTERNAL, "unexpected: " + error, error);
    }

    /** Whether we ended the call, for its time was over. Not a connect that took too long: then nobody is there. */
    private static boolean isCutOff(Throwable error) {
        for (Throwable t = error; t != null; t = t.getCause()) {
            if (t instanceof ApiCallTimeoutException
                    || t instanceof ApiCallAttemptTimeoutException
                    || t instanceof TimeoutException // for a connection of the pool
                    || (t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException))) {
                return true;
            }
        }
        return false;
    }

    /** The same for a call that belongs to an upload in parts. */
    static MigrationException classifyParts(Throwable thrown) {
        MigrationException classed = classify(thrown);
        if (classed.code() == FailureCode.STORE_REFUSES
                && classed.getCause() instanceof AwsServiceException service
                && S3ErrorTable.ofParts(errorCode(service), service.statusCode()) == FailureCode.STORE_REFUSES_PARTS) {
            String rights = service.statusCode() == 403
                    ? "; parts of a bucket that is encrypted with KMS need kms:Decrypt beside kms:GenerateDataKey"
                    : "";
            return new MigrationException(
                    FailureCode.STORE_REFUSES_PARTS, "in parts: " + classed.getMessage() + rights, service);
        }
        return classed;
    }

    private static FailureCode code(AwsServiceException error) {
        return isSlowDown(error) ? FailureCode.STORE_SLOW : S3ErrorTable.of(errorCode(error), error.statusCode());
    }

    /** Whether the store asks for fewer requests, whatever the status: KMS and Wasabi do so by 400. */
    static boolean isSlowDown(Throwable error) {
        return FutureErrors.cause(error) instanceof AwsServiceException service
                && (service.isThrottlingException()
                        || S3ErrorTable.of(errorCode(service), service.statusCode()) == FailureCode.STORE_SLOW);
    }

    /** The error that the SDK would make of an answer to a PUT. */
    static AwsServiceException of(PutResponse response) {
        SdkHttpResponse.Builder http = SdkHttpResponse.builder().statusCode(response.status());
        response.headers().forEach(http::putHeader);
        return AwsServiceException.builder()
                .statusCode(response.status())
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("S3")
                        .errorCode(element(CODE, response.body()))
                        .errorMessage(element(MESSAGE, response.body()))
                        .rawResponse(SdkBytes.fromUtf8String(response.body()))
                        .sdkHttpResponse(http.build())
                        .build())
                .build();
    }

    private static @Nullable String element(Pattern element, String body) {
        Matcher found = element.matcher(body);
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
        return error instanceof AwsServiceException service && OLD_CREDENTIALS.contains(errorCode(service));
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

    /** The same, by the store's own word: a 404 without a code may be the page of a proxy, or the answer to a HEAD. */
    static boolean isMissingObject(Throwable error) {
        return isMissing(error)
                && FutureErrors.cause(error) instanceof AwsServiceException service
                && !errorCode(service).isEmpty();
    }

    /** Whether it is an answer without a code, as each to a HEAD is, and its status says too little. */
    static boolean lacksCode(Throwable error) {
        return FutureErrors.cause(error) instanceof AwsServiceException service
                && errorCode(service).isEmpty()
                && service.statusCode() < 500
                && service.statusCode() != 404;
    }

    static boolean hasCode(Throwable error, String... codes) {
        return FutureErrors.cause(error) instanceof AwsServiceException service
                && Set.of(codes).contains(errorCode(service));
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

    /** One line: status, code, the store's own words, and the header that they are about. */
    private static String describe(AwsServiceException error) {
        AwsErrorDetails details = error.awsErrorDetails();
        String message = details == null ? null : details.errorMessage();
        SdkBytes body = details == null ? null : details.rawResponse();
        String header = body == null ? null : element(HEADER, body.asString(StandardCharsets.UTF_8));
        String answer = error.statusCode() + " " + errorCode(error) + (message == null ? "" : ": " + message);
        return answer.strip().lines().map(String::strip).collect(joining(" "))
                + RefusedHeader.of(header, message)
                        .map(advice -> " (" + advice + ")")
                        .orElse("");
    }

    private static String errorCode(AwsServiceException error) {
        return error.awsErrorDetails() == null || error.awsErrorDetails().errorCode() == null
                ? ""
                : error.awsErrorDetails().errorCode();
    }
}
