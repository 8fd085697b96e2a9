package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FailureCode;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Lists and looks at the objects of a bucket, to compare them with what is recorded of them. Changes nothing.
 *
 * <p>Thread-safe. Futures fail with {@link MigrationException}, classed: what cannot be told is an error, never "missing".
 */
public final class ObjectAudit implements ObjectListing {
    private static final String INTELLIGENT_TIERING = "INTELLIGENT_TIERING";
    private static final int FORBIDDEN = 403;

    private final S3AsyncClient s3;
    private final CopyVerifier verifier;
    private final StorageSettings settings;
    private final @Nullable Supplier<String> site;

    ObjectAudit(S3AsyncClient s3, CopyVerifier verifier, StorageSettings settings, @Nullable Supplier<String> site) {
        this.s3 = s3;
        this.verifier = verifier;
        this.settings = settings;
        this.site = site;
    }

    /** Pages follow by their last key, so that any of them can be the first. Keys come encoded: XML cannot hold each. */
    @Override
    public CompletableFuture<Page> page(String prefix, String after) {
        return page(ListObjectsV2Request.builder()
                .bucket(settings.bucket())
                .prefix(prefix.isEmpty() ? null : prefix)
                .startAfter(after.isEmpty() ? null : after)
                .encodingType(EncodingType.URL)
                .build());
    }

    /** A store may answer with no objects, and say that more follow: it stopped looking, as for many delete markers. */
    private CompletableFuture<Page> page(ListObjectsV2Request request) {
        return s3.listObjectsV2(request)
                .exceptionally(error -> {
                    throw refused("the objects of the bucket cannot be listed", error);
                })
                .thenCompose(answer -> {
                    boolean more = Boolean.TRUE.equals(answer.isTruncated());
                    String token = answer.nextContinuationToken();
                    if (answer.contents().isEmpty() && more) {
                        if (token == null || token.equals(request.continuationToken())) {
                            throw unusable("it says that more objects follow, and gives neither these nor a token");
                        }
                        return page(request.toBuilder().continuationToken(token).build());
                    }
                    List<ListedObject> objects =
                            answer.contents().stream().map(ObjectAudit::listed).toList();
                    String after = request.startAfter();
                    if (after != null
                            && more
                            && !isBehind(objects.get(objects.size() - 1).key(), after)) {
                        throw unusable("it ignores start-after");
                    }
                    return CompletableFuture.completedFuture(new Page(objects, !more));
                });
    }

    /** No outage: it does not pass by waiting. */
    private static MigrationException unusable(String why) {
        return new MigrationException(FailureCode.STORE_REFUSES, "the store cannot be listed page by page: " + why);
    }

    /** By the bytes of the keys, as S3 lists them, or by their chars, as some stores do. */
    private static boolean isBehind(String key, String after) {
        return key.compareTo(after) > 0
                || Arrays.compareUnsigned(key.getBytes(StandardCharsets.UTF_8), after.getBytes(StandardCharsets.UTF_8))
                        > 0;
    }

    private static ListedObject listed(S3Object object) {
        return new ListedObject(
                object.key(),
                object.size() == null ? -1 : object.size(),
                plainEtag(object.eTag()),
                mayBeArchived(object.storageClassAsString()));
    }

    /** Whether only a look at an object of a storage class tells if it can be read. */
    public static boolean mayBeArchived(@Nullable String storageClass) {
        return ObjectHeaders.isArchive(storageClass) || INTELLIGENT_TIERING.equals(storageClass);
    }

    /** An ETag to compare: without its quotes, in lower case. */
    public static @Nullable String plainEtag(@Nullable String etag) {
        return etag == null ? null : etag.replace("\"", "").toLowerCase(Locale.ROOT);
    }

    /** Looks at the newest object of a key. */
    public CompletableFuture<ObjectState> look(ObjectKey key) {
        HeadObjectRequest head = HeadObjectRequest.builder()
                .bucket(settings.bucket())
                .key(key.value())
                .checksumMode(settings.verification() == VerificationMode.CHECKSUM ? ChecksumMode.ENABLED : null)
                .build();
        return s3.headObject(head)
                .<ObjectState>thenApply(answer -> found(key, answer))
                .exceptionallyCompose(error -> nothing(error, head).exceptionally(explained -> {
                    throw refused("it cannot be told whether " + key + " is there", explained);
                }));
    }

    /** Fails with the error, explained, where that does not say that nothing is there. */
    private CompletableFuture<ObjectState> nothing(Throwable error, HeadObjectRequest head) {
        return S3Errors.isMissing(error)
                ? HeadErrors.deleteMarker(error, s3, head).thenApply(ObjectState.Nothing::new)
                : HeadErrors.nothingOr(error, s3, head).thenApply(nothing -> new ObjectState.Nothing(false));
    }

    /** Without the right to list, S3 answers for what is missing as for what may not be read. */
    private static MigrationException refused(String what, Throwable error) {
        MigrationException classed = S3Errors.classify(error);
        Throwable answer = classed.getCause() == null ? classed : classed.getCause();
        return S3Errors.status(answer) == FORBIDDEN
                ? new MigrationException(
                        FailureCode.STORE_REFUSES,
                        what + ": " + classed.getMessage()
                                + "; grant s3:ListBucket on the bucket and s3:GetObject on its objects",
                        classed)
                : classed;
    }

    private static ObjectState.Present found(ObjectKey key, HeadObjectResponse answer) {
        String crc = answer.checksumCRC32C();
        boolean whole = crc != null && crc.indexOf('-') < 0 && !"COMPOSITE".equals(answer.checksumTypeAsString());
        return new ObjectState.Present(
                StoredObject.of(key, answer),
                answer.contentLength() == null ? -1 : answer.contentLength(),
                whole ? new Checksum(Checksum.CRC32C, crc) : null,
                ObjectHeaders.isArchived(answer),
                ObjectHeaders.isRestored(answer),
                answer.expiration());
    }

    /**
     * Reads an object to its end, if it is still the one that was looked at.
     *
     * @return completes with CRC32C over all of its bytes; empty when it was removed or replaced meanwhile
     */
    public CompletableFuture<Optional<Checksum>> checksum(StoredObject object) {
        return verifier.readBack(object.key(), object.etag())
                .thenApply(Optional::of)
                .exceptionally(error -> {
                    MigrationException classed = S3Errors.classify(error);
                    Throwable answer = classed.getCause();
                    if (answer != null && (S3Errors.isMissing(answer) || S3Errors.isTaken(answer))) {
                        return Optional.empty();
                    }
                    throw classed;
                });
    }

    /** Of which upload of a site an object says itself that it is the copy; empty where it says nothing of the kind. */
    public static Optional<FileVersion> uploadOf(StoredObject object, String site) {
        return ObjectHeaders.uploadOf(object.metadata())
                .filter(upload -> ObjectHeaders.isCopyOf(object.metadata(), site, upload));
    }

    /** When its original had been modified, as an object says itself; empty where it does not. */
    public static Optional<Instant> sourceModified(StoredObject object) {
        return ObjectHeaders.sourceModified(object.metadata());
    }

    /**
     * Opens the newest object of a key.
     *
     * @param sizeBytes what it should have, which gives the time for it
     * @return its bytes; to be closed. Reads block, on the caller's thread, while they wait for the store: each for
     *     {@code s3.callTimeout} at most, and all together for {@link StorageSettings#limit}. They fail with
     *     {@link MigrationException}
     * @throws MigrationException classed
     */
    public InputStream open(ObjectKey key, long sizeBytes) {
        return FutureErrors.join(s3.getObject(
                        request -> request.bucket(settings.bucket()).key(key.value()),
                        new StreamedAnswer(() -> new ObjectBytes(settings.callTimeout(), settings.limit(sizeBytes))))
                .exceptionally(error -> {
                    throw S3Errors.classify(error);
                }));
    }

    /**
     * Reads an object that is small, such as the marker, to its end.
     *
     * @return whether it is there; fails when it is, and the store does not give it
     */
    public CompletableFuture<Boolean> gives(ObjectKey key) {
        return s3.getObject(
                        request -> request.bucket(settings.bucket()).key(key.value()),
                        AsyncResponseTransformer.toBytes())
                .thenApply(bytes -> true)
                .exceptionally(error -> {
                    if (S3Errors.isMissing(error)) {
                        return false;
                    }
                    throw S3Errors.classify(error);
                });
    }

    /** Of which upload of this site an object says itself that it is the copy; empty where it says nothing of the kind. */
    public Optional<FileVersion> ownUpload(StoredObject object) {
        return site == null ? Optional.empty() : uploadOf(object, site.get());
    }

    /** Reads objects of any bucket. */
    public RangeReader ranges() {
        return new RangeReader(s3);
    }

    /** The bucket of this site. */
    public String bucket() {
        return settings.bucket();
    }

    /** What the keys of this site begin with. */
    public String prefix() {
        return settings.prefix();
    }

    /** The key of this site's marker. */
    public ObjectKey marker() {
        return new ObjectKey(settings.prefix() + SiteMarker.NAME);
    }

    /** A key that no object has: those of a check have others. */
    public ObjectKey nothing() {
        return new ObjectKey(settings.prefix() + StoreProbe.FOLDER + "nothing");
    }

    /** Whether the store answered, and refused, in a way that may be about one object or about all of them. */
    public static boolean isRefusal(MigrationException error) {
        return error.code() == FailureCode.STORE_REFUSES && error.getCause() != null;
    }

    /** Whether a key is of what nfs2s3 itself puts beside the media: its marker, and the objects of a check. */
    public boolean isOfTheProgram(String key) {
        return key.startsWith(SiteMarker.NAME, settings.prefix().length())
                || key.startsWith(StoreProbe.FOLDER, settings.prefix().length());
    }
}
