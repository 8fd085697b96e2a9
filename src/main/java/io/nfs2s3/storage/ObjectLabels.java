package io.nfs2s3.storage;

import io.nfs2s3.media.MigrationException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/**
 * Gives an object that something else put the headers and the metadata that it would have if nfs2s3 had put it, by a copy onto
 * itself: its bytes do not leave the store. Encoding and language stay, and storage class, tags and encryption where its kind
 * says nothing of them; what else it had is lost.
 *
 * <p>Thread-safe. Futures fail with {@link MigrationException}, classed.
 */
public final class ObjectLabels {
    /** The largest object that S3 copies in one request, in bytes. */
    public static final long MOST_BYTES = 5L * 1024 * 1024 * 1024;

    /** The answer to a conditional write that met another. */
    private static final int CONFLICT = 409;

    private static final String METADATA = "x-amz-meta-";

    private final S3AsyncClient s3;
    private final StorageSettings settings;
    private final Supplier<String> site;

    ObjectLabels(S3AsyncClient s3, StorageSettings settings, Supplier<String> site) {
        this.s3 = s3;
        this.settings = settings;
        this.site = site;
    }

    /** Whether an object says already whose it is, be it right or wrong: such a one is not to be given others. */
    public static boolean has(StoredObject object) {
        return ObjectHeaders.siteOf(object.metadata()).isPresent();
    }

    /** Whether an object says that it is another site's. */
    public boolean areOfOtherSite(StoredObject object) {
        return ObjectHeaders.siteOf(object.metadata())
                .filter(said -> !said.equals(site.get()))
                .isPresent();
    }

    /**
     * Copies an object onto itself. It has another ETag or version afterwards, and is to be proved again. What replaces it
     * while the copy is under way is not overwritten, unless the store does not know that condition.
     *
     * @param seen what was proved; what is there must still have its ETag
     * @param size of it, in bytes; {@link #MOST_BYTES} at most
     * @param wanted what it is to carry
     * @return completes with false when another object has the key meanwhile; that one is left alone
     */
    public CompletableFuture<Boolean> give(StoredObject seen, long size, NewObject wanted) {
        return s3.headObject(request ->
                        request.bucket(settings.bucket()).key(seen.key().value()))
                .thenCompose(head -> Objects.equals(head.eTag(), seen.etag())
                        ? copied(copy(head, size, wanted))
                        : CompletableFuture.completedFuture(false))
                .exceptionally(error -> {
                    if (S3Errors.isTaken(error) || S3Errors.isMissing(error) || S3Errors.status(error) == CONFLICT) {
                        return false;
                    }
                    throw S3Errors.classify(error);
                });
    }

    private CompletableFuture<Boolean> copied(CopyObjectRequest copy) {
        return s3.copyObject(copy)
                .exceptionallyCompose(error -> S3Errors.isNotImplemented(error)
                        ? s3.copyObject(copy.toBuilder().ifMatch(null).build())
                        : CompletableFuture.failedFuture(error))
                .thenApply(done -> true);
    }

    private CopyObjectRequest copy(HeadObjectResponse head, long size, NewObject wanted) {
        String key = wanted.key().value();
        Map<String, String> headers = ObjectHeaders.of(wanted.ofSite(site.get()), settings);
        String storageClass = headers.get(ObjectHeaders.STORAGE_CLASS);
        Duration limit = settings.callTimeout().multipliedBy(1 + size / settings.partSize());
        CopyObjectRequest.Builder copy = CopyObjectRequest.builder()
                .sourceBucket(settings.bucket())
                .sourceKey(key)
                .copySourceIfMatch(head.eTag())
                .ifMatch(head.eTag())
                .destinationBucket(settings.bucket())
                .destinationKey(key)
                .metadataDirective(MetadataDirective.REPLACE)
                .contentEncoding(head.contentEncoding())
                .contentLanguage(head.contentLanguage())
                .contentType(headers.get("content-type"))
                .contentDisposition(headers.get("content-disposition"))
                .cacheControl(headers.get("cache-control"))
                .metadata(headers.entrySet().stream()
                        .filter(header -> header.getKey().startsWith(METADATA))
                        .collect(Collectors.toMap(
                                header -> header.getKey().substring(METADATA.length()), Map.Entry::getValue)))
                .storageClass(storageClass == null ? head.storageClassAsString() : storageClass)
                .overrideConfiguration(
                        call -> call.apiCallTimeout(limit.multipliedBy(2)).apiCallAttemptTimeout(limit));
        encrypt(copy, headers.get(ObjectHeaders.KMS_KEY), head);
        String tags = headers.get(ObjectHeaders.TAGGING);
        if (tags != null) {
            copy.taggingDirective(TaggingDirective.REPLACE).tagging(tags);
        }
        if (settings.verification() == VerificationMode.CHECKSUM) {
            copy.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
        }
        return copy.build();
    }

    /** By the key of its kind, else as before: without a word it would be the bucket's default. */
    private static void encrypt(CopyObjectRequest.Builder copy, @Nullable String kmsKey, HeadObjectResponse head) {
        if (kmsKey == null) {
            copy.serverSideEncryption(head.serverSideEncryptionAsString())
                    .ssekmsKeyId(head.ssekmsKeyId())
                    .bucketKeyEnabled(head.bucketKeyEnabled());
        } else {
            copy.serverSideEncryption(ObjectHeaders.KMS).ssekmsKeyId(kmsKey);
        }
    }
}
