package io.nfs2s3.storage;

import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * Reads objects of any bucket that the credentials may read, a range at a time: each is a call of its own, with the time limit
 * and the retries of one, however large the object is. Thread-safe.
 */
public final class RangeReader {
    private static final int FORBIDDEN = 403;

    /**
     * Some bytes of an object.
     *
     * @param bytes from its position to its limit
     * @param size of the whole object, in bytes
     * @param etag that the next range is to ask for
     */
    public record Range(
            ByteBuffer bytes, long size, @Nullable String etag) {}

    private final S3AsyncClient s3;

    RangeReader(S3AsyncClient s3) {
        this.s3 = s3;
    }

    /**
     * Reads a range.
     *
     * @param from the first byte, from 0
     * @param most how many bytes
     * @param etag that the object must have; null for any
     * @throws IllegalArgumentException when there is no such object, or it was replaced meanwhile
     * @throws MigrationException classed
     */
    public Range read(String bucket, String key, long from, int most, @Nullable String etag) {
        GetObjectRequest request = GetObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .range("bytes=" + from + "-" + (from + most - 1))
                .ifMatch(etag)
                .build();
        return FutureErrors.join(s3.getObject(request, AsyncResponseTransformer.toBytes())
                .exceptionally(error -> {
                    throw explained("s3://" + bucket + "/" + key, error);
                })
                .thenApply(answer -> range(answer, from, most)));
    }

    private static Range range(ResponseBytes<GetObjectResponse> answer, long from, int most) {
        ByteBuffer bytes = answer.asByteBuffer();
        String range = answer.response().contentRange();
        if (range == null && (from > 0 || bytes.remaining() > most)) {
            throw new IllegalArgumentException("the store gives more than the range that was asked for");
        }
        long size = range == null
                ? from + bytes.remaining()
                : Long.parseLong(range.substring(range.lastIndexOf('/') + 1).trim());
        return new Range(bytes, size, answer.response().eTag());
    }

    private static RuntimeException explained(String address, Throwable error) {
        if (S3Errors.isMissing(error)) {
            return new IllegalArgumentException(address + " is not there");
        }
        if (S3Errors.isTaken(error)) {
            return new IllegalArgumentException(address + " was replaced while it was read: begin anew");
        }
        MigrationException classed = S3Errors.classify(error);
        Throwable answer = classed.getCause() == null ? classed : classed.getCause();
        return S3Errors.status(answer) == FORBIDDEN
                ? new MigrationException(
                        FailureCode.STORE_REFUSES,
                        address + " cannot be read: " + classed.getMessage()
                                + "; grant s3:GetObject on it, kms:Decrypt where it is encrypted by KMS, and s3:ListBucket"
                                + " on its bucket",
                        classed)
                : classed;
    }
}
