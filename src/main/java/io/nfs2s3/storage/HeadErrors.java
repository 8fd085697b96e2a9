package io.nfs2s3.storage;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/** What an answer to a HEAD leaves out: it has no body, and so no code and no words. */
final class HeadErrors {
    private static final String REGION = "x-amz-bucket-region";

    private HeadErrors() {}

    /**
     * The error itself, or the one of a call that asks the same by GET, where only that has a code.
     *
     * @param error of a HEAD
     * @param sameByGet made only if the error has no code
     */
    static CompletableFuture<Throwable> explained(Throwable error, Supplier<CompletableFuture<?>> sameByGet) {
        if (!S3Errors.lacksCode(error)) {
            return CompletableFuture.completedFuture(error);
        }
        return sameByGet
                .get()
                .handle((answer, again) ->
                        again != null && S3Errors.status(again) > 0 && !S3Errors.lacksCode(again) ? again : error);
    }

    /**
     * Nothing where no object is; else it fails with the error, explained and classed.
     *
     * @param error of this HEAD
     */
    static <T> CompletableFuture<Optional<T>> nothingOr(Throwable error, S3AsyncClient s3, HeadObjectRequest head) {
        if (S3Errors.isMissing(error)) {
            return deleteMarker(error, s3, head).thenApply(marker -> Optional.empty());
        }
        return explained(error, () -> firstByte(s3, head)).thenApply(explained -> {
            throw S3Errors.classify(explained);
        });
    }

    /**
     * Makes sure that no object is there. The answer to a HEAD has no code, and its 404 may be that of a proxy: a GET has the store
     * say so.
     *
     * @param error of this HEAD: a 404
     * @return whether there is a delete marker; fails, classed, when the store does not say that the object is missing
     */
    static CompletableFuture<Boolean> deleteMarker(Throwable error, S3AsyncClient s3, HeadObjectRequest head) {
        if (hasDeleteMarker(error)) {
            return CompletableFuture.completedFuture(true);
        }
        return firstByte(s3, head).handle((there, again) -> {
            if (again == null || S3Errors.status(again) == 416 || isPage(again)) {
                throw new MigrationException(
                        FailureCode.STORE_DOWN,
                        "a HEAD of " + head.key()
                                + " was answered 404, and a GET does not say so: is a proxy in between?",
                        FutureErrors.cause(error));
            }
            if (S3Errors.isMissing(again)) {
                return hasDeleteMarker(again);
            }
            throw S3Errors.classify(again);
        });
    }

    private static boolean isPage(Throwable error) {
        return S3Errors.isMissing(error) && !S3Errors.isMissingObject(error);
    }

    private static boolean hasDeleteMarker(Throwable error) {
        return "true".equals(S3Errors.header(error, "x-amz-delete-marker"));
    }

    /** Asked only for the code of its error. */
    private static CompletableFuture<?> firstByte(S3AsyncClient s3, HeadObjectRequest head) {
        return s3.getObject(
                request -> request.bucket(head.bucket())
                        .key(head.key())
                        .versionId(head.versionId())
                        .range("bytes=0-0"),
                AsyncResponseTransformer.toBytes());
    }

    /** What to set where the bucket is in another region than was asked; a HEAD and a GET both name it in a header. */
    static String region(AwsServiceException error) {
        boolean elsewhere = error.statusCode() == 301
                || error.statusCode() == 307
                || S3Errors.hasCode(error, "AuthorizationHeaderMalformed", "PermanentRedirect")
                || (error.statusCode() == 400 && S3Errors.lacksCode(error));
        return elsewhere
                ? Optional.ofNullable(S3Errors.header(error, REGION))
                        .map(region -> "; the bucket is in the region " + region + ": set s3.region = " + region)
                        .orElse("")
                : "";
    }

    /** The region that an answer names; empty where it names none. */
    static String region(SdkHttpResponse answer) {
        return answer.firstMatchingHeader(REGION).orElse("");
    }
}
