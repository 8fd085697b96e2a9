package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * One bucket and prefix of S3. Keys are written once: every PUT asks that the key be free, and every outcome is proved
 * by the store's own checksum.
 *
 * <p>Thread-safe. Futures fail with {@link MigrationException}, classed.
 */
public final class ObjectStore {
    private final S3AsyncClient s3;
    private final StorageSettings settings;

    /** @param s3 its owner closes it */
    public ObjectStore(S3AsyncClient s3, StorageSettings settings) {
        this.s3 = s3;
        this.settings = settings;
    }

    public StorageSettings settings() {
        return settings;
    }

    /**
     * Puts a small object from memory.
     *
     * @param bytes from position to limit, must not change until the future completes
     * @param checksum CRC32C of the bytes
     */
    public CompletableFuture<PutOutcome> put(NewObject object, ByteBuffer bytes, Checksum checksum) {
        long size = bytes.remaining();
        return s3.putObject(
                        request -> request.bucket(settings.bucket())
                                .key(object.key().value())
                                .contentLength(size)
                                .contentType(object.contentType())
                                .contentDisposition(ObjectHeaders.disposition(object))
                                .cacheControl(settings.cacheControl())
                                .metadata(ObjectHeaders.metadata(object))
                                .ifNoneMatch("*")
                                .checksumCRC32C(checksum.value()),
                        AsyncRequestBody.fromByteBufferUnsafe(bytes))
                .thenCompose(answer -> checksum.value().equals(answer.checksumCRC32C())
                        ? CompletableFuture.<PutOutcome>completedFuture(
                                new PutOutcome.Proved(answer.eTag(), answer.versionId()))
                        : prove(object.key(), size, checksum))
                .exceptionallyCompose(error -> afterError(object.key(), size, checksum, error));
    }

    /** Begins to put a large object in parts. Call it, and what it returns, on a thread that may block. */
    public LargePut putLarge(NewObject object, long size) {
        return LargePut.begin(this, s3, settings, object, size);
    }

    /** A key that is taken may be taken by this very call, whose answer was lost (aws-sdk-java-v2 issue 6580). */
    CompletableFuture<PutOutcome> afterError(ObjectKey key, long size, Checksum checksum, Throwable error) {
        return S3Errors.isTaken(error)
                ? prove(key, size, checksum)
                : CompletableFuture.failedFuture(S3Errors.classify(error));
    }

    /** Compares what is in the store with what was read. */
    CompletableFuture<PutOutcome> prove(ObjectKey key, long size, Checksum checksum) {
        return head(key).thenApply(found -> {
            if (found.isEmpty()) {
                throw new MigrationException(
                        FailureCode.STORE_BUSY, "the store answered for " + key + " and does not have it");
            }
            HeadObjectResponse answer = found.get();
            if (answer.contentLength() == null || answer.contentLength() != size) {
                return new PutOutcome.Taken();
            }
            @Nullable String stored = answer.checksumCRC32C();
            if (stored == null) {
                throw new MigrationException(
                        FailureCode.NOT_PROVED,
                        "the store gives no CRC32C checksum for " + key + ", so the copy cannot be proved");
            }
            return stored.equals(checksum.value())
                    ? new PutOutcome.Proved(answer.eTag(), answer.versionId())
                    : new PutOutcome.Taken();
        });
    }

    private CompletableFuture<Optional<HeadObjectResponse>> head(ObjectKey key) {
        return s3.headObject(request ->
                        request.bucket(settings.bucket()).key(key.value()).checksumMode(ChecksumMode.ENABLED))
                .handle((answer, error) -> {
                    if (error == null) {
                        return Optional.of(answer);
                    }
                    if (S3Errors.isMissing(error)) {
                        return Optional.empty();
                    }
                    throw S3Errors.classify(error);
                });
    }

    /** Removes an object; one that is not there counts as removed. */
    public CompletableFuture<Boolean> delete(ObjectKey key) {
        return s3.deleteObject(request -> request.bucket(settings.bucket()).key(key.value()))
                .handle((answer, error) -> {
                    if (error == null || S3Errors.isMissing(error)) {
                        return true;
                    }
                    throw S3Errors.classify(error);
                });
    }

    /** Completes with true when the bucket can be reached. */
    public CompletableFuture<Boolean> check() {
        return s3.headBucket(request -> request.bucket(settings.bucket())).handle((answer, error) -> {
            if (error == null) {
                return true;
            }
            MigrationException classed = S3Errors.classify(error);
            throw new MigrationException(
                    classed.code(), "bucket " + settings.bucket() + ": " + classed.getMessage(), error);
        });
    }

    /** Creates the bucket where it is missing. */
    public CompletableFuture<Boolean> create() {
        return s3.createBucket(request -> request.bucket(settings.bucket())).handle((answer, error) -> {
            if (error == null) {
                return true;
            }
            throw S3Errors.classify(error);
        });
    }
}
