package io.nfs2s3.storage;

import io.nfs2s3.media.ObjectKey;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * An object as the store described it.
 *
 * @param versionId null where the bucket has no versions
 * @param metadata its user metadata, by names in lower case
 */
public record StoredObject(
        ObjectKey key, @Nullable String etag, @Nullable String versionId, Map<String, String> metadata) {
    static StoredObject of(ObjectKey key, HeadObjectResponse answer) {
        return new StoredObject(key, answer.eTag(), answer.versionId(), answer.metadata());
    }
}
