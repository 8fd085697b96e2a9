package io.nfs2s3.storage;

import io.nfs2s3.media.ObjectKey;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * An object as the store described it.
 *
 * @param versionId null where the bucket has no versions
 * @param lastModified by the clock of the store; null where it does not tell
 * @param metadata its user metadata, by names in lower case
 */
public record StoredObject(
        ObjectKey key,
        @Nullable String etag,
        @Nullable String versionId,
        @Nullable Instant lastModified,
        Map<String, String> metadata) {
    static StoredObject of(ObjectKey key, HeadObjectResponse answer) {
        return new StoredObject(
                key, answer.eTag(), answer.versionId(), answer.lastModified(), ObjectHeaders.metadataOf(answer));
    }
}
