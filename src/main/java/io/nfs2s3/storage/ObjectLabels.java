package io.nfs2s3.storage;

import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.MigrationException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/**
 * Gives an object that something else put the headers and the metadata that it would have if nfs2s3 had put it, by a copy onto
 * itself: its bytes do not leave the store. Storage class and KMS key stay; other metadata is lost.
 *
 * <p>Thread-safe. Futures fail with {@link MigrationException}, classed.
 */
public final class ObjectLabels {
    /** The largest object that S3 copies in one request, in bytes. */
    public static final long MOST_BYTES = 5L * 1024 * 1024 * 1024;

    private static final String METADATA = "x-amz-meta-";

    private final S3AsyncClient s3;
    private final StorageSettings settings;
    private final Supplier<String> site;

    ObjectLabels(S3AsyncClient s3, StorageSettings settings, Supplier<String> site) {
        this.s3 = s3;
        this.settings = settings;
        this.site = site;
    }

    /** Whether an object says already that it is this site's copy of an upload. */
    public boolean has(StoredObject object, FileVersion upload) {
        return ObjectHeaders.isCopyOf(object.metadata(), site.get(), upload);
    }

    /**
     * Copies an object onto itself. It has another ETag or version afterwards, and is to be proved again.
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
                        ? s3.copyObject(copy(head, size, wanted)).thenApply(done -> true)
                        : CompletableFuture.completedFuture(false))
                .exceptionally(error -> {
                    if (S3Errors.isTaken(error) || S3Errors.isMissing(error)) {
                        return false;
                    }
                    throw S3Errors.classify(error);
                });
    }

    private CopyObjectRequest copy(HeadObjectResponse head, long size, NewObject wanted) {
        String key = wanted.key().value();
        Map<String, String> headers = ObjectHeaders.of(wanted.ofSite(site.get()), settings);
        Duration limit = settings.callTimeout().multipliedBy(1 + size / settings.partSize());
        CopyObjectRequest.Builder copy = CopyObjectRequest.builder()
                .sourceBucket(settings.bucket())
                .sourceKey(key)
                .copySourceIfMatch(head.eTag())
                .destinationBucket(settings.bucket())
                .destinationKey(key)
                .metadataDirective(MetadataDirective.REPLACE)
                .contentType(headers.get("content-type"))
                .contentDisposition(headers.get("content-disposition"))
                .cacheControl(headers.get("cache-control"))
                .metadata(headers.entrySet().stream()
                        .filter(header -> header.getKey().startsWith(METADATA))
                        .collect(Collectors.toMap(
                                header -> header.getKey().substring(METADATA.length()), Map.Entry::getValue)))
                .storageClass(head.storageClassAsString())
                .overrideConfiguration(
                        call -> call.apiCallTimeout(limit.multipliedBy(2)).apiCallAttemptTimeout(limit));
        if (head.serverSideEncryption() == ServerSideEncryption.AWS_KMS) {
            copy.serverSideEncryption(head.serverSideEncryption())
                    .ssekmsKeyId(head.ssekmsKeyId())
                    .bucketKeyEnabled(head.bucketKeyEnabled());
        }
        if (settings.verification() == VerificationMode.CHECKSUM) {
            copy.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
        }
        return copy.build();
    }
}
