package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;

/**
 * One bucket and prefix of S3. Keys are written once: every PUT asks that the key be free, and every outcome is proved
 * as the setting {@code s3.proof} says.
 *
 * <p>Thread-safe. Futures fail with {@link MigrationException}, classed.
 */
public final class ObjectStore {
    private final S3AsyncClient s3;
    private final ObjectPutter putter;
    private final CopyVerifier verifier;
    private final StorageSettings settings;
    private final TlsProvider tls;
    private final @Nullable Supplier<String> site;

    /**
     * One that says of no object whose it is, for tests of the store alone.
     *
     * @param client its owner closes it
     */
    public ObjectStore(StoreClient client, StorageSettings settings) {
        this(client, settings, null);
    }

    /**
     * One of a site.
     *
     * @param client its owner closes it
     * @param site the id of the site, which goes into the metadata of each object
     */
    public ObjectStore(StoreClient client, StorageSettings settings, @Nullable Supplier<String> site) {
        this.s3 = client.s3();
        this.putter = client.putter();
        this.verifier = client.verifier();
        this.settings = settings;
        this.tls = client.tls();
        this.site = site;
    }

    private NewObject own(NewObject object) {
        return site == null ? object : object.ofSite(site.get());
    }

    /**
     * Whether an object says itself that it is this site's copy of an upload. What does not, whoever made it, is never
     * removed.
     */
    public boolean isOwnCopy(StoredObject object, FileVersion upload) {
        return site != null && ObjectHeaders.isCopyOf(object.metadata(), site.get(), upload);
    }

    public StorageSettings settings() {
        return settings;
    }

    /** Who encrypts what is put, for an operator. */
    public String tls() {
        return tls.description();
    }

    /**
     * Puts an object from memory. The calling thread does it, and waits for the store.
     *
     * @param bytes from position to limit, with an array; must not change until the future completes
     * @param checksum CRC32C of the bytes
     */
    public CompletableFuture<PutOutcome> put(NewObject object, ByteBuffer bytes, Checksum checksum) {
        Md5 md5 = settings.verification().sendsMd5() ? Md5.of(bytes) : null;
        return putter.put(own(object), new PutBody.InMemory(bytes), checksum, md5);
    }

    /**
     * Whether an object of this size is put by one request, from a stream. Smaller ones are put from memory, larger ones in
     * parts.
     */
    public boolean streams(long size) {
        return size > settings.partSize() && size <= settings.onePut();
    }

    /**
     * Begins to put an object from a stream: reads it once. Call it, and what it returns, on a thread that may block.
     *
     * @param object told the first bytes
     */
    public StreamedPut putStreamed(RereadableBody body, Function<ByteBuffer, NewObject> object) {
        return new StreamedPut(putter, verifier, settings, body, object.andThen(this::own));
    }

    /** Begins to put a large object in parts. Call it, and what it returns, on a thread that may block. */
    public MultipartUpload putLarge(NewObject object, long size) {
        return MultipartUpload.begin(s3, putter, verifier, settings, own(object), size);
    }

    /**
     * Has the store forget the parts of multipart uploads that nobody completed, because their process died.
     *
     * @param age of the uploads; longer than any copy takes
     * @param clock of the database: that of a host may be days ahead
     * @param ours whether an upload to a key can be this site's
     * @return how many uploads were forgotten
     */
    public CompletableFuture<Integer> forgetAbandonedParts(Duration age, Clock clock, Predicate<String> ours) {
        return abandonedParts(age, clock, ours)
                .thenCompose(abandoned -> CompletableFuture.allOf(
                                abandoned.stream().map(this::forget).toArray(CompletableFuture[]::new))
                        .thenApply(done -> abandoned.size()));
    }

    /** The uploads in parts of this prefix that began so long ago, and can be this site's. */
    public CompletableFuture<List<software.amazon.awssdk.services.s3.model.MultipartUpload>> abandonedParts(
            Duration age, Clock clock, Predicate<String> ours) {
        Instant before = clock.instant().minus(age);
        List<software.amazon.awssdk.services.s3.model.MultipartUpload> abandoned = new ArrayList<>();
        return s3.listMultipartUploadsPaginator(
                        request -> request.bucket(settings.bucket()).prefix(settings.prefix()))
                .uploads()
                .subscribe(upload -> {
                    if (upload.initiated() != null && upload.initiated().isBefore(before) && ours.test(upload.key())) {
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
                    if (error == null || S3Errors.isMissingObject(error)) {
                        return true;
                    }
                    throw S3Errors.classify(error);
                });
    }

    /** Completes with whether the bucket keeps versions of its objects; a store that does not know versions keeps none. */
    public CompletableFuture<Boolean> keepsVersions() {
        return s3.getBucketVersioning(request -> request.bucket(settings.bucket()))
                .handle((answer, error) -> {
                    if (error == null) {
                        return answer.status() != null;
                    }
                    if (S3Errors.isNotImplemented(error) || S3Errors.isMissing(error)) {
                        return false;
                    }
                    throw S3Errors.classify(error);
                });
    }

    /** Lists and looks at what is there, to compare it with what is recorded. Changes nothing. */
    public ObjectAudit audit() {
        return new ObjectAudit(s3, verifier, settings, site);
    }

    /**
     * Gives objects that something else put the headers of this site's.
     *
     * @throws NullPointerException for a store that is of no site
     */
    public ObjectLabels labels() {
        return new ObjectLabels(s3, settings, Objects.requireNonNull(site));
    }

    /** The objects that say which site a prefix belongs to. */
    public SiteMarkers markers() {
        return new SiteMarkers(s3, settings);
    }

    /**
     * Looks an object up.
     *
     * @param versionId which version of it; null for the newest
     * @return completes with empty when there is none
     */
    public CompletableFuture<Optional<StoredObject>> find(ObjectKey key, @Nullable String versionId) {
        HeadObjectRequest head = HeadObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key.value())
                .versionId(versionId)
                .build();
        return s3.headObject(head)
                .thenApply(answer -> Optional.of(StoredObject.of(key, answer)))
                .exceptionallyCompose(error -> HeadErrors.nothingOr(error, s3, head));
    }

    /**
     * Removes exactly what was looked up: that version, or, where the bucket has no versions, the object only if it is still
     * the same. A store that knows no condition on a removal removes what is there.
     *
     * <p>Only {@code worker.ObjectCleaner} calls this, and {@code StoreProbe} for the objects of a check.
     *
     * @return completes with whether it is gone; false when another has its key meanwhile
     */
    public CompletableFuture<Boolean> delete(StoredObject object) {
        return delete(object, true)
                .exceptionallyCompose(error -> S3Errors.isNotImplemented(error)
                        ? delete(object, false)
                        : CompletableFuture.failedFuture(S3Errors.classify(error)));
    }

    private CompletableFuture<Boolean> delete(StoredObject object, boolean conditional) {
        return s3.deleteObject(request -> request.bucket(settings.bucket())
                        .key(object.key().value())
                        .versionId(object.versionId())
                        .ifMatch(conditional && object.versionId() == null ? object.etag() : null))
                .handle((answer, error) -> {
                    if (error == null || S3Errors.isMissingObject(error)) {
                        return true;
                    }
                    if (S3Errors.isTaken(error)) {
                        return false;
                    }
                    throw new CompletionException(FutureErrors.cause(error));
                });
    }

    /** Completes with true when the bucket can be reached. */
    public CompletableFuture<Boolean> check() {
        return s3.headBucket(request -> request.bucket(settings.bucket()))
                .thenApply(answer -> true)
                .exceptionallyCompose(error -> HeadErrors.explained(
                                error,
                                () -> s3.listObjectsV2(request ->
                                        request.bucket(settings.bucket()).maxKeys(1)))
                        .thenApply(explained -> {
                            MigrationException classed = S3Errors.classify(explained);
                            throw new MigrationException(
                                    classed.code(),
                                    "bucket " + settings.bucket() + ": " + classed.getMessage(),
                                    explained);
                        }));
    }

    /** Does what the job does, with an object of its own. */
    StoreProbe probe() {
        return new StoreProbe(this, s3, putter, verifier, settings);
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
