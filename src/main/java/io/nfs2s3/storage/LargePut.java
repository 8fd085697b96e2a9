package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A multipart upload with a checksum of the full object, which the store checks when the parts are put together.
 *
 * <p>For one thread, which may block. Parts are on their way while the next is read.
 */
public final class LargePut {
    /** S3 takes no more parts than this in one upload. */
    public static final int MAX_PARTS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(LargePut.class);
    private final ObjectStore store;
    private final S3AsyncClient s3;
    private final StorageSettings settings;
    private final NewObject object;
    private final long size;
    private final String uploadId;
    private final List<CompletableFuture<CompletedPart>> parts = new ArrayList<>();

    private LargePut(
            ObjectStore store,
            S3AsyncClient s3,
            StorageSettings settings,
            NewObject object,
            long size,
            String uploadId) {
        this.store = store;
        this.s3 = s3;
        this.settings = settings;
        this.object = object;
        this.size = size;
        this.uploadId = uploadId;
    }

    static LargePut begin(ObjectStore store, S3AsyncClient s3, StorageSettings settings, NewObject object, long size) {
        String uploadId = join(s3.createMultipartUpload(request -> request.bucket(settings.bucket())
                        .key(object.key().value())
                        .contentType(object.contentType())
                        .contentDisposition(ObjectHeaders.disposition(object))
                        .cacheControl(settings.cacheControl())
                        .metadata(ObjectHeaders.metadata(object))
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                        .checksumType(ChecksumType.FULL_OBJECT)))
                .uploadId();
        return new LargePut(store, s3, settings, object, size, uploadId);
    }

    /**
     * Sends the next part.
     *
     * @return completes when the bytes are not needed any more, also after a failure
     */
    public CompletableFuture<?> send(ByteBuffer bytes) {
        int number = parts.size() + 1;
        Checksum checksum = Checksum.crc32c(bytes);
        CompletableFuture<CompletedPart> part = s3.uploadPart(
                        request -> request.bucket(settings.bucket())
                                .key(object.key().value())
                                .uploadId(uploadId)
                                .partNumber(number)
                                .contentLength((long) bytes.remaining())
                                .checksumCRC32C(checksum.value()),
                        AsyncRequestBody.fromByteBufferUnsafe(bytes))
                .thenApply(answer -> CompletedPart.builder()
                        .partNumber(number)
                        .eTag(answer.eTag())
                        .checksumCRC32C(checksum.value())
                        .build());
        parts.add(part);
        return part;
    }

    /** Whether a part has failed, so that reading on is in vain. */
    public boolean hasFailed() {
        return parts.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    /**
     * Waits for the parts and puts them together.
     *
     * @param checksum CRC32C of the full object
     */
    public PutOutcome complete(Checksum checksum) {
        List<CompletedPart> done = parts.stream().map(LargePut::join).toList();
        return join(s3.completeMultipartUpload(request -> request.bucket(settings.bucket())
                        .key(object.key().value())
                        .uploadId(uploadId)
                        .multipartUpload(upload -> upload.parts(done))
                        .ifNoneMatch("*")
                        .checksumType(ChecksumType.FULL_OBJECT)
                        .checksumCRC32C(checksum.value()))
                .thenCompose(answer -> store.prove(object.key(), size, checksum))
                .exceptionallyCompose(error -> store.afterError(object.key(), size, checksum, error)
                        .thenCompose(outcome -> forgetParts().thenApply(forgotten -> outcome))));
    }

    /** Gives up: the store forgets the parts. Failing to is logged; the bucket's lifecycle rule is the safety net. */
    public void abort() {
        for (CompletableFuture<CompletedPart> part : parts) {
            part.handle((done, error) -> true).join();
        }
        forgetParts().join();
    }

    /** A store that refused to put them together, because the key is taken, still has them. */
    private CompletableFuture<?> forgetParts() {
        return s3.abortMultipartUpload(request -> request.bucket(settings.bucket())
                        .key(object.key().value())
                        .uploadId(uploadId))
                .exceptionally(error -> {
                    if (!S3Errors.isMissing(error)) {
                        log.warn("parts stay behind key={} reason=\"{}\"", object.key(), error.getMessage());
                    }
                    return null;
                });
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw S3Errors.classify(e);
        }
    }
}
