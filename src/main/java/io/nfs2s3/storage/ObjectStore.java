package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * One bucket and prefix of S3. Keys are written once: every PUT asks that the key be free, and every outcome is proved
 * as the setting {@code s3.proof} says.
 *
 * <p>Thread-safe. Futures fail with {@link MigrationException}, classed.
 */
public final class ObjectStore {
    private final S3AsyncClient s3;
    private final BodySender bodies;
    private final StorageSettings settings;
    private final CopyVerifier verifier;

    /** @param client its owner closes it */
    public ObjectStore(StoreClient client, StorageSettings settings) {
        this.s3 = client.s3();
        this.bodies = client.bodies();
        this.settings = settings;
        this.verifier = new CopyVerifier(s3, settings);
    }

    public StorageSettings settings() {
        return settings;
    }

    /**
     * Puts an object from memory. The calling thread does it, and waits for the store.
     *
     * @param bytes from position to limit, with an array; must not change until the future completes
     * @param checksum CRC32C of the bytes
     */
    public CompletableFuture<PutOutcome> put(NewObject object, ByteBuffer bytes, Checksum checksum) {
        Md5 md5 = settings.verification() == VerificationMode.ETAG ? Md5.of(bytes) : null;
        ExpectedObject expected =
                new ExpectedObject(object.key(), bytes.remaining(), checksum, md5 == null ? null : md5.etag());
        Checksum sent = settings.verification() == VerificationMode.CHECKSUM ? checksum : null;
        Optional<DirectPut.Answer> answer =
                bodies.directly(object.key(), direct -> direct.put(object, new HttpBody.InMemory(bytes), sent, md5));
        return answer.isPresent()
                ? verifier.prove(
                        expected,
                        answer.get().checksum(),
                        answer.get().etag(),
                        answer.get().versionId())
                : bodies.bySdk(expected.size(), () -> putBySdk(object, bytes, expected, md5));
    }

    private CompletableFuture<PutOutcome> putBySdk(
            NewObject object, ByteBuffer bytes, ExpectedObject expected, @Nullable Md5 md5) {
        return s3.putObject(
                        request -> request.bucket(settings.bucket())
                                .key(object.key().value())
                                .contentLength(expected.size())
                                .contentType(object.contentType())
                                .contentDisposition(ObjectHeaders.disposition(object))
                                .cacheControl(settings.cacheControl())
                                .metadata(ObjectHeaders.metadata(object))
                                .ifNoneMatch("*")
                                .checksumCRC32C(
                                        settings.verification() == VerificationMode.CHECKSUM
                                                ? expected.checksum().value()
                                                : null)
                                .contentMD5(md5 == null ? null : md5.base64()),
                        AsyncRequestBody.fromByteBufferUnsafe(bytes))
                .thenCompose(
                        answer -> verifier.prove(expected, answer.checksumCRC32C(), answer.eTag(), answer.versionId()))
                .exceptionallyCompose(error -> afterError(expected, error));
    }

    /**
     * Whether an object of this size is put by one request, from a stream. Smaller ones are put from memory, larger ones in
     * parts, and where there is a proxy on the way so are those between.
     */
    public boolean streams(long size) {
        return bodies.isDirect() && size > settings.partSize() && size <= settings.onePut();
    }

    /**
     * Begins to put an object from a stream: reads it once. Call it, and what it returns, on a thread that may block.
     *
     * @param object told the first bytes
     */
    public StreamedPut putStreamed(RereadableBody body, Function<ByteBuffer, NewObject> object) {
        return new StreamedPut(bodies, verifier, settings, body, object);
    }

    /** Begins to put a large object in parts. Call it, and what it returns, on a thread that may block. */
    public MultipartUpload putLarge(NewObject object, long size) {
        return MultipartUpload.begin(this, s3, bodies, settings, object, size);
    }

    CompletableFuture<PutOutcome> prove(ExpectedObject expected) {
        return verifier.prove(expected);
    }

    /** A key that is taken may be taken by this very call, whose answer was lost (aws-sdk-java-v2 issue 6580). */
    CompletableFuture<PutOutcome> afterError(ExpectedObject expected, Throwable error) {
        return S3Errors.isTaken(error)
                ? verifier.prove(expected)
                : CompletableFuture.failedFuture(S3Errors.classify(error));
    }

    /**
     * Has the store forget the parts of multipart uploads that nobody completed, because their process died.
     *
     * @param age of the uploads; longer than any copy takes
     * @return how many uploads were forgotten
     */
    public CompletableFuture<Integer> forgetAbandonedParts(Duration age, Clock clock) {
        return abandonedParts(age, clock)
                .thenCompose(abandoned -> CompletableFuture.allOf(
                                abandoned.stream().map(this::forget).toArray(CompletableFuture[]::new))
                        .thenApply(done -> abandoned.size()));
    }

    /** The uploads in parts of this prefix that began so long ago. */
    public CompletableFuture<List<software.amazon.awssdk.services.s3.model.MultipartUpload>> abandonedParts(
            Duration age, Clock clock) {
        Instant before = clock.instant().minus(age);
        List<software.amazon.awssdk.services.s3.model.MultipartUpload> abandoned = new ArrayList<>();
        return s3.listMultipartUploadsPaginator(
                        request -> request.bucket(settings.bucket()).prefix(settings.prefix()))
                .uploads()
                .subscribe(upload -> {
                    if (upload.initiated() != null && upload.initiated().isBefore(before)) {
                        abandoned.add(upload);
                    }
                })
                .handle((listed, error) -> {
                    if (error == null) {
                        return abandoned;
                    }
                    throw S3Errors.classify(error);
                });
    }

    private CompletableFuture<?> forget(software.amazon.awssdk.services.s3.model.MultipartUpload upload) {
        return s3.abortMultipartUpload(request ->
                        request.bucket(settings.bucket()).key(upload.key()).uploadId(upload.uploadId()))
                .handle((done, error) -> {
                    if (error == null || S3Errors.isMissing(error)) {
                        return true;
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
