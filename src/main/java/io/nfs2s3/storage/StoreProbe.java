package io.nfs2s3.storage;

import io.nfs2s3.media.Checksum;
import io.nfs2s3.media.FileVersion;
import io.nfs2s3.media.FutureErrors;
import io.nfs2s3.media.MediaPath;
import io.nfs2s3.media.MigrationException;
import io.nfs2s3.media.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;

/**
 * The calls of a check, on objects of its own below {@code {prefix}.nfs2s3-probe/}: each key is used by one process, once.
 * Every call throws {@link MigrationException}, classed. Thread-safe.
 */
final class StoreProbe {
    /** Below the prefix of the settings. */
    static final String FOLDER = ".nfs2s3-probe/";

    private static final Pattern OWN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final String TYPE = "text/plain";

    /** So that the start of a daemon does not wait for them; the next one goes on. */
    private static final int MOST_LEFT = 20;

    private final ObjectStore store;
    private final S3AsyncClient s3;
    private final ObjectPutter putter;
    private final CopyVerifier verifier;
    private final StorageSettings settings;

    StoreProbe(
            ObjectStore store, S3AsyncClient s3, ObjectPutter putter, CopyVerifier verifier, StorageSettings settings) {
        this.store = store;
        this.s3 = s3;
        this.putter = putter;
        this.verifier = verifier;
        this.settings = settings;
    }

    StorageSettings settings() {
        return settings;
    }

    /** An object that is not there yet, stored as those of no kind. */
    NewObject newObject() {
        MediaPath path = MediaPath.of(FOLDER + UUID.randomUUID());
        return new NewObject(ObjectKey.of(settings.prefix(), path, 1), new FileVersion(path, 1), Instant.EPOCH, TYPE)
                .storedAs(ObjectOptions.NONE);
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** As the job puts it: if the key is free, and proved. */
    PutOutcome put(NewObject object, String text) {
        ByteBuffer bytes = bytes(text);
        Md5 md5 = settings.verification().sendsMd5() ? Md5.of(bytes) : null;
        return FutureErrors.join(putter.put(object, new PutBody.InMemory(bytes), Checksum.crc32c(bytes), md5));
    }

    /** With a checksum in the way of the settings, or another one, or without the condition. @return whether it is taken */
    boolean isTakenWith(NewObject object, String text, boolean conditional, VerificationMode way) {
        ByteBuffer bytes = bytes(text);
        Map<String, String> headers = ObjectHeaders.of(object, settings);
        if (conditional) {
            headers.put("if-none-match", "*");
        }
        switch (way) {
            case CHECKSUM ->
                headers.put("x-amz-checksum-crc32c", Checksum.crc32c(bytes).value());
            case ETAG, READBACK -> headers.put("content-md5", Md5.of(bytes).base64());
        }
        try {
            return putter.put(object.key(), headers, new PutBody.InMemory(bytes))
                    .isSuccess();
        } catch (RuntimeException e) {
            return false;
        }
    }

    MultipartUpload begin(NewObject object, long size) {
        return MultipartUpload.begin(s3, putter, verifier, settings, object, size);
    }

    /** Begins an upload in parts and gives it up. */
    void abortParts(NewObject object) {
        String key = object.key().value();
        String upload = join(s3.createMultipartUpload(
                        request -> request.bucket(settings.bucket()).key(key)))
                .uploadId();
        join(s3.abortMultipartUpload(
                request -> request.bucket(settings.bucket()).key(key).uploadId(upload)));
    }

    void listParts() {
        join(s3.listMultipartUploads(request -> request.bucket(settings.bucket())
                .prefix(settings.prefix() + FOLDER)
                .maxUploads(1)));
    }

    /** What the bucket does with its objects by itself. */
    List<LifecycleRule> lifecycle() {
        return join(s3.getBucketLifecycleConfiguration(request -> request.bucket(settings.bucket())))
                .rules();
    }

    /** Null from a store that answers something else. */
    @Nullable
    PublicAccessBlockConfiguration publicAccess() {
        return join(s3.getPublicAccessBlock(request -> request.bucket(settings.bucket())))
                .publicAccessBlockConfiguration();
    }

    /** Null from a store that answers something else. */
    @Nullable
    ObjectLockConfiguration objectLock() {
        return join(s3.getObjectLockConfiguration(request -> request.bucket(settings.bucket())))
                .objectLockConfiguration();
    }

    ResponseBytes<GetObjectResponse> get(NewObject object) {
        return join(s3.getObject(
                request -> request.bucket(settings.bucket()).key(object.key().value()),
                AsyncResponseTransformer.toBytes()));
    }

    HeadObjectResponse head(NewObject object) {
        return join(s3.headObject(
                request -> request.bucket(settings.bucket()).key(object.key().value())));
    }

    /** The objects of checks: those under way, and those that a process left which died over its check. */
    ListObjectsV2Response list() {
        return join(
                s3.listObjectsV2(request -> request.bucket(settings.bucket()).prefix(settings.prefix() + FOLDER)));
    }

    /** Removes an object that says of itself that it is of this check, and no other; what is gone is no error. */
    void delete(NewObject object) {
        delete(object.upload());
    }

    /** Where another fault is to be told, or none: an object that stays is removed by a later run. */
    void deleteQuietly(NewObject object) {
        try {
            delete(object);
        } catch (MigrationException e) {
            // the check STORE_PUT tells of that
        }
    }

    private void delete(FileVersion upload) {
        Optional<StoredObject> found = join(store.find(ObjectKey.of(settings.prefix(), upload.path(), 1), null));
        found.filter(object -> ObjectHeaders.isOf(object.metadata(), upload)).ifPresent(this::remove);
    }

    /** As the sweep does, which looks at the very version that it removes; whatever that look says, the object goes. */
    private void remove(StoredObject object) {
        try {
            if (object.versionId() != null) {
                join(store.find(object.key(), object.versionId()));
            }
        } finally {
            join(store.delete(object));
        }
    }

    /** Removes some of what processes left that died over a check. Their names are of no other use. */
    void deleteLeftBefore(Instant time) {
        int folder = settings.prefix().length() + FOLDER.length();
        list().contents().stream()
                .filter(object -> object.lastModified() != null
                        && object.lastModified().isBefore(time)
                        && OWN.matcher(object.key().substring(folder)).matches())
                .limit(MOST_LEFT)
                .forEach(object -> delete(
                        new FileVersion(MediaPath.of(FOLDER + object.key().substring(folder)), 1)));
    }

    private static <T> T join(CompletableFuture<T> answer) {
        try {
            return FutureErrors.join(answer);
        } catch (RuntimeException e) {
            throw S3Errors.classify(e);
        }
    }
}
