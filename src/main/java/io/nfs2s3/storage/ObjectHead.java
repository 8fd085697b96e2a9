package io.nfs2s3.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the store says of an object, in the words of HTTP. Null is what the store did not say.
 *
 * @param length bytes of this answer's body: those of the range, if one was asked for
 * @param contentRange of a part, such as {@code bytes 0-9/100}; null with the whole object
 */
public record ObjectHead(
        long length,
        @Nullable String contentRange,
        @Nullable String etag,
        @Nullable Instant lastModified,
        @Nullable String contentType,
        @Nullable String contentDisposition,
        @Nullable String contentEncoding,
        @Nullable String contentLanguage,
        @Nullable String cacheControl) {}
