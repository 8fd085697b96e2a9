package io.nfs2s3.storage;

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
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return explained(error, () -> firstByte(s3, head)).thenApply(explained -> {
            throw S3Errors.classify(explained);
        });
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
