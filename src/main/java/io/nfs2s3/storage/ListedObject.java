package io.nfs2s3.storage;

import org.jspecify.annotations.Nullable;

/**
 * An object as a listing describes it.
 *
 * @param key as it is; a listing may give keys that no media path has
 * @param etag without its quotes, as {@link ObjectAudit#plainEtag} gives it; null where the store tells none
 * @param archived whether its storage class is one whose objects may have to be restored before they can be read; only a look at
 *     the object itself tells whether they have
 */
public record ListedObject(String key, long size, @Nullable String etag, boolean archived) {}
