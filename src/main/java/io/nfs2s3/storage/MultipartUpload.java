package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.ErrorText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * A multipart upload with a checksum of the full object, which the store checks when the parts are put together.
 *
 * <p>For one thread, which may block. Parts are on their way while the next is read.
 */
public final class MultipartUpload {
    /** S3 takes no more parts than this in one upload. */
    private static final int MAX_PARTS = 10_000;

    private static final long MEBIBYTE = 1024 * 1024;
    private static final Logger log = LoggerFactory.getLogger(MultipartUpload.class);
    private final S3AsyncClient s3;
    private final ObjectPutter putter;
    private final CopyVerifier verifier;
    private final StorageSettings settings;
    private final NewObject object;
    private final long size;
    private final String uploadId;
    private final List<CompletableFuture<CompletedPart>> parts = new ArrayList<>();
    private final List<Md5> md5s = new ArrayList<>();

    private MultipartUpload(
            S3AsyncClient s3,
            ObjectPutter putter,
            CopyVerifier verifier,
            StorageSettings settings,
            NewObject object,
            long size,
            String uploadId) {
        this.s3 = s3;
        this.putter = putter;
        this.verifier = verifier;
        this.settings = settings;
        this.object = object;
        this.size = size;
        this.uploadId = uploadId;
    }

    /** How large the parts of an object of this size are: as the settings say, or larger where there would be too many. */
    public static long partSize(StorageSettings settings, long size) {
        long fits = (size + MAX_PARTS - 1) / MAX_PARTS;
        return Math.max(settings.partSize(), (fits + MEBIBYTE - 1) / MEBIBYTE * MEBIBYTE);
    }

    static MultipartUpload begin(
            S3AsyncClient s3,
            ObjectPutter putter,
            CopyVerifier verifier,
            StorageSettings settings,
            NewObject object,
            long size) {
        boolean checksums = settings.verification() == VerificationMode.CHECKSUM;
        String uploadId = join(s3.createMultipartUpload(request -> request.bucket(settings.bucket())
                        .key(object.key().value())
                        .overrideConfiguration(
                                call -> ObjectHeaders.of(object, settings).forEach(call::putHeader))
                        .checksumAlgorithm(checksums ? ChecksumAlgorithm.CRC32_C : null)
                        .checksumType(checksums ? ChecksumType.FULL_OBJECT : null)))
                .uploadId();
        return new MultipartUpload(s3, putter, verifier, settings, object, size, uploadId);
    }

    /**
     * Sends the next part.
     *
     * @return completes when the bytes are not needed any more, also after a failure
     */
    public CompletableFuture<?> send(ByteBuffer bytes) {
        int number = parts.size() + 1;
        Checksum checksum = Checksum.crc32c(bytes);
        Md5 md5 = settings.verification().sendsMd5() ? Md5.of(bytes) : null;
        if (md5 != null) {
            md5s.add(md5);
        }
        CompletableFuture<CompletedPart> part = putter.putPart(object.key(), uploadId, number, bytes, checksum, md5)
                .thenApply(etag -> completed(number, etag, checksum));
        parts.add(part);
        return part;
    }

    private CompletedPart completed(int number, @Nullable String etag, Checksum checksum) {
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(etag)
                .checksumCRC32C(settings.verification() == VerificationMode.CHECKSUM ? checksum.value() : null)
                .build();
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
        List<CompletedPart> done = parts.stream().map(MultipartUpload::join).toList();
        boolean checksums = settings.verification() == VerificationMode.CHECKSUM;
        ExpectedObject expected = new ExpectedObject(
                object,
                size,
                checksum,
                settings.verification() == VerificationMode.ETAG ? Md5.etagOfParts(md5s) : null);
        return join(s3.completeMultipartUpload(request -> request.bucket(settings.bucket())
                        .key(object.key().value())
                        .uploadId(uploadId)
                        .multipartUpload(upload -> upload.parts(done))
                        .ifNoneMatch("*")
                        .checksumType(checksums ? ChecksumType.FULL_OBJECT : null)
                        .checksumCRC32C(checksums ? checksum.value() : null))
                .thenCompose(answer -> verifier.prove(expected))
                .exceptionallyCompose(error -> verifier.afterError(expected, error)
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
                    if (!S3Errors.isMissingObject(error)) {
                        log.warn(
                                "multipart upload not aborted; the sweep will remove it key={} reason=\"{}\"",
                                object.key(),
                                ErrorText.of(S3Errors.classify(error)));
                    }
                    return null;
                });
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw S3Errors.classifyParts(e);
        }
    }
}
